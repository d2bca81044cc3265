/**
 * Environment of test processes that run TypeScript: the compile cache of the tests, if `NODE_COMPILE_CACHE` names one; else empty. With
 * it Node does not load its TypeScript compiler, which takes two thirds of the CPU of such a process.
 */
export const COMPILE_CACHE: Readonly<Record<string, string>> = process.env.NODE_COMPILE_CACHE
  ? { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }
  : {};
