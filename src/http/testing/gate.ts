import { fakeClock } from '../../testing/fake-clock.ts';
import type { Entry } from '../limits/admission.ts';
import { createGate, type GateOptions } from '../limits/gate.ts';
import type { Pass } from '../limits/pass.ts';

/** Creates a gate on a fake clock, with functions that enter it. */
export function setUpGate(options: Partial<GateOptions> = {}) {
  const clock = fakeClock();
  const stop = new AbortController();
  const gate = createGate({ clock, random: () => 0, maxConcurrency: 16, ...options });
  /** Admissions in order, with the time of each. */
  const entered: { name: string; at: number; pass: Pass }[] = [];
  const enter = (name = '', signal = stop.signal, entry?: Entry) =>
    gate.enter(signal, entry).then((pass) => {
      entered.push({ name, at: clock.monotonic(), pass });
      return pass;
    });
  /** Enters and ends `takes` milliseconds later. */
  const visit = async (outcome: Parameters<Pass['done']>, takes = 0) => {
    const pass = await enter();
    if (takes > 0) await clock.sleep(takes);
    pass.done(...outcome);
  };
  return { clock, gate, enter, visit, entered, stop, times: () => entered.map(({ at }) => at) };
}
