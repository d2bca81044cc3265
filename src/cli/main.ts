import { plainCommand } from './commands.ts';
import type { Connector } from './connector.ts';
import { limitHeap } from './heap.ts';

/** Node prints deprecations on stderr, which the platform shows as errors. */
Reflect.set(process, 'noDeprecation', true); // read-only when Node was started with --no-deprecation

/**
 * Runs a connector's command line with the arguments of the process. Modules are loaded when they are needed. Never rejects:
 * errors become a TRACE, and the exit code is 1.
 *
 * @example
 * const load = async () => (await import('./definition.js')).default;
 * await main({ name: 'destination-example', version: '1.0.0', specification, load });
 */
export async function main(connector: Connector): Promise<void> {
  if (isTooOld(process.versions.node)) {
    process.stderr.write(`${connector.name} needs Node 20.18 or newer; this is ${process.versions.node}.\n`);
    process.exitCode = 1;
    return;
  }
  try {
    const [, , name, ...args] = process.argv;
    if (name === 'write') limitHeap();
    const plain = plainCommand(name, args);
    if (plain) await plain(connector);
    else await (await import('./program.ts')).program(connector).parseAsync(process.argv);
  } catch (thrown) {
    if (isUsageError(thrown)) await endWith(thrown.exitCode);
    else await traceUncaught(thrown);
  }
}

/** The command line has already printed: help, a version, or an error of the arguments. */
function isUsageError(thrown: unknown): thrown is { readonly exitCode: number } {
  return thrown instanceof Error && String((thrown as { code?: unknown }).code).startsWith('commander.');
}

/** Drains the input of `write`: otherwise the process that writes it fails too, and its error hides the printed one. */
async function endWith(exitCode: number): Promise<void> {
  process.exitCode = exitCode;
  if (exitCode === 0 || process.argv[2] !== 'write') return;
  const [{ drainInput, openStdin }, { systemClock }] = await Promise.all([
    import('./stdin.ts'),
    import('../clock.ts'),
  ]);
  await drainInput(openStdin, systemClock);
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 20 || (major === 20 && minor < 18);
}

/** An error that no command caught is a defect of this package, reported as a TRACE. */
async function traceUncaught(thrown: unknown): Promise<void> {
  const { createCommandRuntime } = await import('./command-runtime.ts');
  const runtime = createCommandRuntime();
  runtime.trace(thrown);
  process.exitCode = 1;
  await runtime.output.drained();
}

for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.once(event, (thrown: unknown) => void traceUncaught(thrown).then(() => process.exit(1)));
