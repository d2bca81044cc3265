import { assertPossible, type Catalog } from './catalog.ts';
import { broken } from './faults.ts';
import { inputLines } from './lines.ts';
import { type Message, messageOf, type Name } from './message.ts';
import { Failure, log, out } from './output.ts';
import { rowText } from './row.ts';
import { type Config, send } from './send.ts';
import { type Counts, comesBack, NOTHING, stateLine, sum } from './state-line.ts';

/** Sends records in lists of a hundred, and emits a state when all records before it are accepted. */
export async function write(config: Config, catalog: Catalog): Promise<void> {
  const medium = process.env.DATA_CHANNEL_MEDIUM;
  if ((medium === 'SOCKET' && !broken('waits-for-sockets')) || (medium && broken('minds-variables')))
    throw new Failure('This destination does not take sockets.');
  assertPossible(catalog);
  const mode = broken('ignores-modes') ? 'append' : catalog.streams[0]?.destination_sync_mode;
  const path = `/rows${mode === 'append_dedup' ? '?upsert' : mode === 'overwrite' ? '?replace' : ''}`;
  // The rows of an overwrite are sent in one request at the end.
  const isHeld = mode === 'overwrite' && !broken('replaces-early');
  let rows: { readonly key: string; readonly text: string }[] = [];
  const states: string[] = [];
  let complete = false;
  let total = NOTHING;
  const counts = new Map<string, Counts>();
  const keys = new Set<string>();
  const columns = catalog.streams.flatMap(({ stream }) => Object.keys(stream.json_schema?.properties ?? {}));
  const promised = catalog.streams.some((stream) => stream.generation_id !== undefined);
  const streams = new Set(catalog.streams.map(({ stream }) => nameOf(stream)));
  const say = (lines: readonly string[]): void => lines.forEach((line) => void process.stdout.write(line));
  if (broken('says-all-on-signals'))
    for (const signal of ['SIGTERM', 'SIGINT'])
      process.once(signal, () => {
        say(states);
        process.exit(0);
      });

  const sendRows = async (): Promise<void> => {
    const sent = rows;
    const earned = states.length;
    rows = [];
    try {
      if (sent.length > 0) await send(config, path, `[${sent.map(({ text }) => text).join(',')}]`);
    } catch (thrown) {
      if (broken('says-unearned-states')) say(states);
      throw thrown;
    }
    const covered = states.splice(0, earned);
    say(broken('last-state-only') ? covered.slice(-1) : covered);
  };
  // Requests are sent one at a time; after a failure no more is sent, and the next caller gets the error.
  let sending: Promise<void> = Promise.resolve();
  const flush = (): Promise<void> => {
    sending = sending.then(sendRows);
    return sending;
  };
  const timer = setInterval(() => {
    if (!broken('waits-for-more') && !isHeld) flush().catch(() => {});
  }, 1000);

  const record = (line: string, { data, ...stream }: Message['record']): void => {
    if (complete && broken('drops-late-records')) return;
    const name = nameOf({ ...stream, name: stream.stream });
    if (!streams.has(name)) {
      if (broken('drops-unknown-records')) return;
      throw new Failure(`The stream ${stream.stream} is not in the catalog.`, stream.stream);
    }
    const text = line.slice(line.indexOf('"data":') + 7, -2);
    if (broken('shows-records')) log('INFO', `got ${text}`);
    if (broken('logs-every-record')) log('INFO', 'got one');
    if (broken('chokes-on-surrogates') && /\\ud8/i.test(text)) throw new Failure('A text is not Unicode.');
    const isGood = Boolean(data?.text);
    if (!isGood && broken('stops-at-rejects')) throw new Failure('A record is bad.');
    const one = { good: isGood ? 1 : 0, bad: isGood || broken('loses-rejects') ? 0 : 1 };
    total = sum(total, { ...one, bad: isGood ? 0 : 1 });
    const isCounted = !broken('counts-keys') || !keys.has(String(data?.id));
    keys.add(String(data?.id));
    if (isCounted) counts.set(name, sum(counts.get(name) ?? NOTHING, one));
    if (!data?.text || (broken('drops-a-record') && total.good % 100 === 99)) return;
    const undeclared = Object.keys(data).find((column) => !columns.includes(column));
    if (broken('wants-declared-columns') && undeclared) throw new Failure(`${undeclared} is not declared.`);
    const key = data.id ?? (broken('random-keys') ? Math.random().toString() : data.text);
    const row = { key, text: `{"key":${JSON.stringify(key)},"data":${rowText(text, data, columns)}}` };
    const earlier = mode === 'append_dedup' ? rows.findIndex((each) => each.key === key) : -1;
    if (earlier === -1) rows.push(row);
    else if (!broken('first-wins')) rows[earlier] = row;
  };
  let seenStates = 0;
  const state = (line: string, { stream }: Message['state']): void => {
    if (broken('takes-few-states') && ++seenStates > 10) throw new Failure('There are too many states.');
    const name = stream ? nameOf(stream.stream_descriptor) : undefined;
    if (!comesBack(line, name !== undefined && streams.has(name))) return;
    const covered = name === undefined ? [...counts.keys()] : [name];
    const spoken = covered.map((each) => counts.get(each) ?? NOTHING).reduce(sum, NOTHING);
    if (!broken('counts-from-the-start')) for (const each of covered) counts.delete(each);
    states.push(stateLine(line, spoken));
    if (broken('early-states') || (broken('early-global-states') && !stream)) say([states.pop()!]);
  };

  try {
    for await (const line of inputLines()) {
      const message = messageOf(line);
      if (!message) continue;
      if (message.type === 'RECORD') record(line, message.record);
      const isState = message.type === 'STATE';
      if (isState) state(line, message.state);
      if (message.type === 'LOG' && broken('repeats-messages')) out(message);
      complete ||= message.trace?.stream_status?.status === 'COMPLETE';
      const isDue = rows.length >= 100 || (isState && (rows.length === 0 || broken('flushes-per-state')));
      if (isDue && !isHeld && !broken('hoards')) await flush();
    }
    const isCutShort = promised && !complete && isHeld;
    if (!broken('drops-the-tail') && !isCutShort) await flush();
  } finally {
    clearInterval(timer);
  }
  if (total.good === 0 && total.bad > 0 && !broken('green-when-all-rejected'))
    throw new Failure('Every record was rejected.');
  if (!complete && (promised || broken('wants-complete')) && !broken('ignores-incomplete'))
    throw new Failure('The source did not finish.');
  log('INFO', `${total.good} delivered, ${total.bad} rejected`);
}

const nameOf = ({ name, namespace }: Name): string =>
  broken('ignores-namespaces') ? name : `${namespace ?? ''} ${name}`;
