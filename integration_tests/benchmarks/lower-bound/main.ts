import type { Dataset } from '../dataset.ts';
import { subjectOf } from '../subjects.ts';
import { readRecords } from './reading.ts';
import type { Destination, Transport } from './transport.ts';

/**
 * The lower bound of a connector: the minimal work that moves its records from stdin to the sink. Arguments: connector, data
 * set, base URL, connections.
 */
export async function run(open: (to: Destination) => Transport): Promise<void> {
  const [name, dataset, base, connections] = process.argv.slice(2);
  const { least } = subjectOf(name);
  const { send, end } = open({
    base: new URL(base!),
    connections: Number(connections),
    headers: least.headers,
  });
  const job = await least.start(send, dataset as Dataset);
  readRecords(
    (data) => job.record(data),
    () => {
      job.end();
      end();
    },
  );
}
