import { assertAppends, assertPossible, type Catalog } from './catalog.ts';
import { broken } from './faults.ts';
import { inputLines } from './lines.ts';
import { Failure, log } from './output.ts';
import { type Config, send } from './send.ts';

export type { Catalog } from './catalog.ts';

interface Name {
  readonly name: string;
  readonly namespace?: string;
}
interface Message {
  readonly type?: string;
  readonly record: Omit<Name, 'name'> & { readonly stream: string };
  readonly state: { readonly stream?: { readonly stream_descriptor: Name } };
  readonly trace?: { readonly stream_status?: { readonly status: string } };
}
interface Counts {
  readonly good: number;
  readonly bad: number;
}
interface Waiting {
  readonly line: string;
  readonly counts: Counts;
}

const NOTHING: Counts = { good: 0, bad: 0 };
const sum = (a: Counts, b: Counts): Counts => ({ good: a.good + b.good, bad: a.bad + b.bad });

/** Sends the records in lists of a hundred, and says a state when all before it have been taken. */
export async function write(config: Config, catalog: Catalog): Promise<void> {
  if (process.env.DATA_CHANNEL_MEDIUM === 'SOCKET' && !broken('waits-for-sockets'))
    throw new Failure('This destination does not take sockets.');
  assertPossible(catalog);
  let rows: string[] = [];
  const states: Waiting[] = [];
  let complete = false;
  let total = NOTHING;
  const counts = new Map<string, Counts>();
  const keys = new Set<string>();
  const columns = catalog.streams.flatMap(({ stream }) => Object.keys(stream.json_schema?.properties ?? {}));
  if (broken('says-all-on-sigterm'))
    process.once('SIGTERM', () => {
      for (const state of states) say(state);
      process.exit(0);
    });

  const say = ({ line, counts: { good: recordCount, bad: rejectedRecordCount } }: Waiting): void => {
    const stats = JSON.stringify({ destinationStats: { recordCount, rejectedRecordCount } }).slice(1, -1);
    const same = broken('parses-states') ? JSON.stringify(JSON.parse(line)) : line;
    process.stdout.write(`${same.slice(0, -2)},${stats}}}\n`);
  };
  const sendRows = async (): Promise<void> => {
    const sent = rows;
    const earned = states.length;
    rows = [];
    try {
      if (sent.length > 0) await send(config, '/rows', `[${sent.join(',')}]`);
    } catch (thrown) {
      if (broken('says-unearned-states')) for (const state of states) say(state);
      throw thrown;
    }
    const covered = states.splice(0, earned);
    for (const state of broken('last-state-only') ? covered.slice(-1) : covered) say(state);
  };
  // One after the other; after a failure nothing is sent any more, and whoever waits next is told.
  let sending: Promise<void> = Promise.resolve();
  const flush = (): Promise<void> => {
    sending = sending.then(sendRows);
    return sending;
  };
  const timer = setInterval(() => {
    if (!broken('waits-for-more')) flush().catch(() => {});
  }, 1000);
  const record = (line: string, { stream, namespace = '' }: Message['record']): void => {
    if (complete && broken('drops-late-records')) return;
    assertAppends(catalog, stream);
    const text = line.slice(line.indexOf('"data":') + 7, -2);
    const data = JSON.parse(text) as { id?: string; text?: string } & Record<string, unknown>;
    if (broken('shows-records')) log('INFO', `got ${text}`);
    if (broken('chokes-on-surrogates') && /\\ud8/i.test(text)) throw new Failure('A text is not Unicode.');
    const isGood = Boolean(data.text);
    const one = { good: isGood ? 1 : 0, bad: isGood || broken('loses-rejects') ? 0 : 1 };
    total = sum(total, { ...one, bad: isGood ? 0 : 1 });
    const isCounted = !broken('counts-keys') || !keys.has(String(data.id));
    keys.add(String(data.id));
    const name = nameOf({ name: stream, namespace });
    if (isCounted) counts.set(name, sum(counts.get(name) ?? NOTHING, one));
    if (!isGood) return;
    const key = data.id ?? (broken('random-keys') ? Math.random().toString() : data.text);
    if (broken('fills-nulls')) for (const column of columns) data[column] ??= null;
    const isWrittenAgain = broken('parses-records') || broken('fills-nulls');
    rows.push(`{"key":${JSON.stringify(key)},"data":${isWrittenAgain ? JSON.stringify(data) : text}}`);
  };
  const state = (line: string, { stream }: Message['state']): void => {
    const name = stream && nameOf(stream.stream_descriptor);
    const covered = name === undefined ? [...counts.keys()] : [name];
    const waiting = { line, counts: covered.map((each) => counts.get(each) ?? NOTHING).reduce(sum, NOTHING) };
    for (const each of covered) counts.delete(each);
    states.push(waiting);
    if (broken('early-states') || (broken('early-global-states') && !stream)) say(states.pop()!);
  };

  try {
    for await (const line of inputLines()) {
      let message: Message;
      try {
        message = JSON.parse(line);
      } catch (cause) {
        if (broken('skips-bad-lines')) continue;
        const failure = new Failure(
          `A line of the input is not JSON${broken('quotes-lines') ? `: ${line}` : '.'}`,
        );
        failure.cause = cause;
        throw failure;
      }
      if (message.type === 'RECORD') record(line, message.record);
      const isState = message.type === 'STATE';
      if (isState) state(line, message.state);
      complete ||= message.trace?.stream_status?.status === 'COMPLETE';
      const isDue = rows.length >= 100 || (isState && (rows.length === 0 || broken('flushes-per-state')));
      if (isDue && !broken('hoards')) await flush();
    }
    if (!broken('drops-the-tail')) await flush();
  } finally {
    clearInterval(timer);
  }
  if (total.good === 0 && total.bad > 0 && !broken('green-when-all-rejected'))
    throw new Failure('Every record was rejected.');
  const promised = catalog.streams.some((stream) => stream.generation_id !== undefined);
  if (!complete && (promised || broken('wants-complete')) && !broken('ignores-incomplete'))
    throw new Failure('The source did not finish.');
  log('INFO', `${total.good} delivered, ${total.bad} rejected`);
}

const nameOf = ({ name, namespace = '' }: Name): string =>
  broken('ignores-namespaces') ? name : `${namespace} ${name}`;
