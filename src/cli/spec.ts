import { specMessage } from '../protocol/output.ts';
import { createOutput } from '../protocol/stdout.ts';
import type { Connector } from './connector.ts';

/** Says what can be configured. Needs no configuration, no network and nothing else loaded. */
export async function spec({ specification }: Connector): Promise<void> {
  const output = createOutput(process.stdout, () => undefined);
  output.message(specMessage(specification));
  await output.drained();
}
