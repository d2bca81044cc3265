const faults = new Set((process.env.REFERENCE_FAULT ?? '').split(','));

/** Whether this fault is active. */
export const broken = (fault: string): boolean => faults.has(fault);
