import type { z } from 'zod';

/** The members of a zod check that are used here. */
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
 * Returns a function that runs a check outside of zod. It returns false for an asynchronous check: zod throws
 * then.
 */
export function passing({ _zod: check }: ZodCheck): (value: unknown) => boolean {
  const { when } = check.def;
  // Shared by all values, because the check uses it only during the call.
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
