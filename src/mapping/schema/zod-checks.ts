import type { z } from 'zod';

/** The parts of a check of zod's that are looked at. */
export interface ZodCheck {
  readonly _zod: {
    readonly def: { readonly check: string; readonly when?: ((payload: Payload) => boolean) | undefined };
    check(payload: Payload): unknown;
  };
}

interface Payload {
  value: unknown;
  issues: z.core.$ZodRawIssue[];
}

/**
 * A function that says whether a value passes a check, called outside of zod. False for a check that is asynchronous: zod throws
 * then.
 */
export function passing({ _zod: check }: ZodCheck): (value: unknown) => boolean {
  const { when } = check.def;
  // The same one for each value: it is the check's own only while it is called.
  const payload: Payload = { value: undefined, issues: [] };
  return (value) => {
    payload.value = value;
    const result = when && !when(payload) ? undefined : check.check(payload);
    payload.value = undefined;
    if (payload.issues.length === 0) return !(result instanceof Promise);
    payload.issues = [];
    return false;
  };
}
