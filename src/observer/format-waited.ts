import type { Waits } from './waits.ts';

/** Formats waits for a summary: `waited 3.0 s (2.0 s for jobs, 1.0 s for the pace)`. Purposes may overlap. */
export function formatWaited(waits: Pick<Waits, 'totalMs' | 'totals'>): string {
  const named = waits.totals().filter(({ ms }) => ms >= 50);
  const total = `waited ${seconds(waits.totalMs)} s`;
  if (named.length === 0) return total;
  if (named.length === 1) return `${total} ${named[0]!.purpose}`;
  return `${total} (${named.map(({ purpose, ms }) => `${seconds(ms)} s ${purpose}`).join(', ')})`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
