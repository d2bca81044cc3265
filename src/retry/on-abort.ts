/** Callbacks of each signal. */
const callsOf = new WeakMap<AbortSignal, (() => void)[]>();

/**
 * Calls `call` once when the signal aborts; the returned function cancels it. The signal gets a single listener for all
 * callbacks: a listener that Node has removed keeps a reference to the next one, so the garbage collector would move each of
 * them, with everything of its request, to the old generation.
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
