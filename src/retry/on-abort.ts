/** Callbacks of each signal. */
const callsOf = new WeakMap<AbortSignal, (() => void)[]>();

/**
 * Calls `call` once when the signal aborts; the returned function cancels it. The signal gets a single listener for all
 * callbacks: a listener that Node has removed keeps a reference to the next one, so the garbage collector would move each of
 * them, with everything of its request, to the old generation.
 */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
  const calls = callsOf.get(signal) ?? listenTo(signal);
  calls.push(call);
  return () => {
    const at = calls.indexOf(call);
    if (at !== -1) calls.splice(at, 1);
  };
}

function listenTo(signal: AbortSignal): (() => void)[] {
  const calls: (() => void)[] = [];
  callsOf.set(signal, calls);
  // Without `once`, because a signal aborts only once.
  signal.addEventListener('abort', () => {
    for (const call of calls.splice(0)) call();
  });
  return calls;
}
