import { randomUUID } from 'node:crypto';

/** Formats a time like Go: RFC 3339 in UTC, without trailing zeros in the fraction. */
export const goTime = (wallAt: number): string => new Date(wallAt).toISOString().replace(/\.?0+Z$/, 'Z');

/** Returns an id in the platform's form: 32 hexadecimal digits. */
export const newId = (): string => randomUUID().replaceAll('-', '');

/** Returns one value of a header; the first when it was sent more than once. */
export const oneOf = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0];
