/** V8's largest budget. It is reached after some hundred responses. */
const PATIENT = '--wasm-tiering-budget=2000000000';
/** The default of V8 in Node 26. */
const USUAL = '--wasm-tiering-budget=13000000';

let isCompiled = false;

/**
 * Calls a function, which connects undici for the first time, and so compiles its parser of responses from WebAssembly. V8 would
 * optimise the parser after two responses, which costs 35 ms of CPU and 9 MB of memory: more than a short sync ever spends in it.
 *
 * V8 reads the budget when it compiles a module. The default is restored at once, because with other options V8 rejects compiled
 * code, such as that of Node's own modules. An older Node, whose default differs, only loads later modules more slowly.
 */
export function withPatientTierUp(connected: () => void): void {
  if (isCompiled) return connected();
  isCompiled = true;
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  setFlagsFromString(PATIENT);
  try {
    connected();
  } finally {
    setFlagsFromString(USUAL);
  }
}
