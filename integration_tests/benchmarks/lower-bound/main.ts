/**
 * The lower bound of a connector: the minimal work that moves its records from stdin to the sink, over raw sockets or
 * with the HTTP library of the connectors. Arguments: connector, data set, base URL, connections, `sockets` or `undici`.
 */
import type { Dataset } from '../dataset.ts';
import { subjectOf } from '../subjects.ts';
import { readRecords } from './reading.ts';
import { overSockets } from './sockets.ts';
import { overUndici } from './undici.ts';

const [name, dataset, base, connections, over] = process.argv.slice(2);
const { least } = subjectOf(name);
const open = over === 'undici' ? overUndici : overSockets;
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
