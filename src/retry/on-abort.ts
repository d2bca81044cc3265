/** What is to be called when a signal aborts. */
const callsOf = new WeakMap<AbortSignal, (() => void)[]>();

/**
 * Calls once when the signal aborts, if what it returns was not called before. The signal itself gets one listener for all: a
 * listener that Node has removed keeps pointing at the next one, so that a collection of the young generation moves each
 * of them to the old one, along with all that belongs to its request.
 */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
  let calls = callsOf.get(signal);
  if (calls === undefined) {
    calls = [];
    callsOf.set(signal, calls);
    signal.addEventListener('abort', () => callAll(signal), { once: true });
  }
  const all = calls;
  all.push(call);
  return () => {
    const at = all.indexOf(call);
    if (at !== -1) all.splice(at, 1);
  };
}

function callAll(signal: AbortSignal): void {
  for (const call of callsOf.get(signal)?.splice(0) ?? []) call();
}
