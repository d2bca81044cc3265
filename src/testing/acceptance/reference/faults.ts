const faults = new Set((process.env.REFERENCE_FAULT ?? '').split(','));

/** Whether this promise is to be broken. */
export const broken = (fault: string): boolean => faults.has(fault);
