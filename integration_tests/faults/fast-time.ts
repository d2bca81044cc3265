import { TIMES } from './times.ts';

/**
 * Loaded into a connector before its own code (`node --import`): its clock runs faster, so that a wait of a minute is over in
 * three seconds, and a schedule with its retries, polls and timeouts in about one. What happens on its pipes and sockets takes
 * the usual time.
 */
const { setTimeout: slow } = globalThis;
const now = performance.now.bind(performance);
const wall = Date.now;
const began = wall();

performance.now = () => now() * TIMES;
Date.now = () => began + (wall() - began) * TIMES;
globalThis.setTimeout = Object.assign(
  ((call: () => void, ms = 0, ...args: []) => slow(call, ms / TIMES, ...args)) as typeof setTimeout,
  slow,
);
