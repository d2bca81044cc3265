import { specMessage } from '../protocol/output.ts';
import { createOutput } from '../protocol/stdout.ts';
import type { Connector } from './connector.ts';

/** Emits the specification. Needs no configuration and no network, and loads nothing else. */
export async function spec({ specification }: Connector): Promise<void> {
  const output = createOutput(process.stdout, () => undefined);
  output.message(specMessage(specification));
  await output.drained();
}
