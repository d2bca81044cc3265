import type { Finished } from '../process.ts';

/** `spec` has no configuration, and the platform applies a CONTROL of `discover` to a source. */
const SILENT: readonly (string | undefined)[] = ['spec', 'discover'];

/** Whether a line of stdout is a CONTROL with a configuration: the only message that has secrets. */
export function isConfigUpdate(line: string): boolean {
  if (!line.includes('CONNECTOR_CONFIG')) return false;
  try {
    return (JSON.parse(line) as { readonly type?: unknown } | null)?.type === 'CONTROL';
  } catch {
    return false;
  }
}

/** Describes a CONTROL of a command that must not write one; undefined without one. */
export function updateProblem({ messages }: Finished, command: string | undefined): string | undefined {
  if (!SILENT.includes(command) || !messages.some(({ type }) => type === 'CONTROL')) return undefined;
  return `${command} wrote a CONTROL; only check and write may change the stored configuration`;
}
