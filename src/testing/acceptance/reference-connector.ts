#!/usr/bin/env node
/**
 * A connector small enough to be read at a glance. It exists to prove the acceptance suite: it passes the cases that
 * `acceptance.test.ts` names, and `REFERENCE_FAULT` breaks one promise at a time, which a case then has to notice.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const faults = new Set((process.env.REFERENCE_FAULT ?? '').split(','));
const broken = (fault: string): boolean => faults.has(fault);

interface Config {
  readonly url: string;
  readonly key: string;
}
interface Row {
  readonly key: string;
  readonly text: string;
}
interface Waiting {
  readonly line: string;
  readonly counts: { good: number; bad: number };
}

const spec = {
  documentationUrl: 'https://example.com/reference',
  protocol_version: '0.2.0',
  supported_destination_sync_modes: ['append', 'append_dedup', 'overwrite'],
  connectionSpecification: { type: 'object', required: ['url', 'key'], properties: {} },
};

const out = (message: object): boolean => process.stdout.write(`${JSON.stringify(message)}\n`);
const log = (message: string): boolean => out({ type: 'LOG', log: { level: 'INFO', message } });

async function send(config: Config, path: string, body: string, patience = 4): Promise<void> {
  const answer = await fetch(`${config.url}${path}`, {
    method: 'POST',
    headers: { 'x-key': config.key, connection: 'close' },
    body,
  });
  const text = await answer.text();
  if (answer.ok) return;
  if (broken('shows-answers')) log(text);
  if (answer.status < 500 || patience === 0 || broken('no-retry'))
    throw new Error(`The provider says ${answer.status}.`);
  await sleep(20);
  return send(config, path, body, patience - 1);
}

async function check(config: Config): Promise<void> {
  let problem: string | undefined;
  await send(config, broken('check-writes') ? '/rows' : '/ping', '[{"key":"check"}]').catch(
    (thrown: Error) => {
      problem = thrown.message;
    },
  );
  out({
    type: 'CONNECTION_STATUS',
    connectionStatus: { status: problem ? 'FAILED' : 'SUCCEEDED', message: problem },
  });
  if (broken('check-answers-twice'))
    out({ type: 'CONNECTION_STATUS', connectionStatus: { status: 'FAILED' } });
  if (problem && broken('check-exit-1')) process.exitCode = 1;
}

interface Catalog {
  readonly streams: readonly { readonly generation_id?: number; readonly destination_sync_mode?: string }[];
}

async function write(config: Config, catalog: Catalog): Promise<void> {
  if (process.env.DATA_CHANNEL_MEDIUM === 'SOCKET' && !broken('waits-for-sockets'))
    throw new Error('This destination does not take sockets.');
  const mode = broken('ignores-modes') ? 'append' : catalog.streams[0]?.destination_sync_mode;
  const path = `/rows${mode === 'append_dedup' ? '?upsert' : mode === 'overwrite' ? '?replace' : ''}`;
  let rows: Row[] = [];
  let states: Waiting[] = [];
  const counts = new Map<string, { good: number; bad: number }>();
  let good = 0;
  let bad = 0;
  let complete = false;

  const say = ({ line, counts: { good: recordCount, bad: rejectedRecordCount } }: Waiting): void => {
    const stats = JSON.stringify({ destinationStats: { recordCount, rejectedRecordCount } }).slice(1, -1);
    const same = broken('parses-states') ? JSON.stringify(JSON.parse(line)) : line;
    process.stdout.write(`${same.slice(0, -2)},${stats}}}\n`);
  };
  const flush = async (): Promise<void> => {
    const body = `[${rows.map(({ text }) => text).join(',')}]`;
    try {
      if (rows.length > 0) await send(config, path, body);
    } catch (thrown) {
      if (broken('says-unearned-states')) for (const state of states) say(state);
      throw thrown;
    }
    rows = [];
    if (broken('last-state-only')) states = states.slice(-1);
    for (const state of states) say(state);
    states = [];
  };
  const record = (line: string, stream: string): void => {
    const text = line.slice(line.indexOf('"data":') + 7, -2);
    const data = JSON.parse(text) as { id?: string; text?: string };
    const count = counts.get(stream) ?? { good: 0, bad: 0 };
    counts.set(stream, count);
    if (broken('shows-records')) log(`got ${text}`);
    if (!data.text) {
      bad++;
      if (!broken('loses-rejects')) count.bad++;
      return;
    }
    good++;
    count.good++;
    const key = data.id ?? (broken('random-keys') ? Math.random().toString() : data.text);
    const kept = broken('parses-records') ? JSON.stringify(data) : text;
    const row = { key, text: `{"key":${JSON.stringify(key)},"data":${kept}}` };
    const earlier = mode === 'append_dedup' ? rows.findIndex((each) => each.key === key) : -1;
    if (earlier === -1) rows.push(row);
    else if (!broken('first-wins')) rows[earlier] = row;
  };
  const take = async (line: string): Promise<void> => {
    let message: {
      type?: string;
      record: { stream: string; namespace?: string };
      state: { stream: { stream_descriptor: { name: string; namespace?: string } } };
      trace?: { stream_status?: { status: string } };
    };
    try {
      message = JSON.parse(line);
    } catch {
      if (broken('skips-bad-lines')) return;
      throw new Error('A line of the input is not JSON.');
    }
    const name = ({ name, namespace = '' }: { name: string; namespace?: string | undefined }): string =>
      broken('ignores-namespaces') ? name : `${namespace} ${name}`;
    if (message.type === 'RECORD') record(line, name({ ...message.record, name: message.record.stream }));
    if (message.type === 'STATE') {
      const stream = name(message.state.stream.stream_descriptor);
      const waiting = { line, counts: counts.get(stream) ?? { good: 0, bad: 0 } };
      counts.delete(stream);
      states.push(waiting);
      if (broken('early-states')) say(states.pop()!);
    }
    complete ||= message.trace?.stream_status?.status === 'COMPLETE';
    if (mode === 'overwrite' && !broken('replaces-early')) return;
    const isState = message.type === 'STATE';
    const isDue = rows.length >= 100 || (isState && (rows.length === 0 || broken('flushes-per-state')));
    if (isDue || (mode === 'overwrite' && isState)) await flush();
  };

  const split = broken('splits-on-more') ? /\r?\n|\u2028/ : /\r?\n/;
  let rest = Buffer.alloc(0);
  let text = '';
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    if (broken('decodes-chunks')) text += chunk.toString('utf8');
    else {
      rest = Buffer.concat([rest, chunk]);
      const end = rest.lastIndexOf(10) + 1;
      text += rest.toString('utf8', 0, end);
      rest = rest.subarray(end);
    }
    const lines = text.split(split);
    text = lines.pop()!;
    for (const line of lines) if (line.trim()) await take(line);
  }
  text += rest.toString('utf8');
  if (text.trim()) await take(text);
  const promised = catalog.streams.some((stream) => stream.generation_id !== undefined);
  const isCutShort = promised && !complete && mode === 'overwrite';
  if (!broken('drops-the-tail') && !isCutShort) await flush();
  if (good === 0 && bad > 0 && !broken('green-when-all-rejected'))
    throw new Error('Every record was rejected.');
  if (!complete && (promised || broken('wants-complete')) && !broken('ignores-incomplete'))
    throw new Error('The source did not finish.');
}

const [, , command, ...args] = process.argv;
const option = (name: string): string => args[args.indexOf(name) + 1] ?? '';
const file = (name: string) => JSON.parse(readFileSync(option(name), 'utf8'));
if (broken('exit-143')) process.once('SIGTERM', () => process.exit(143));
if (broken('ignores-signals')) process.on('SIGTERM', () => {});
if (!broken('shows-epipe')) process.stdout.once('error', () => process.exit(1));
if (broken('writes-to-stderr')) process.stderr.write('hello\n');
if (broken('noise')) process.stdout.write('hello\n');
try {
  if (command === 'spec') out({ type: 'SPEC', spec });
  else if (command === 'check') await check(file('--config'));
  else await write(file('--config'), file('--catalog'));
} catch (thrown) {
  const error = {
    message: (thrown as Error).message,
    internal_message: 'reference',
    failure_type: broken('wrong-failure-type') ? 'system_error' : 'config_error',
  };
  const trace = { type: 'ERROR', ...(!broken('no-emitted-at') && { emitted_at: Date.now() }), error };
  if (!broken('no-trace')) out({ type: 'TRACE', trace });
  if (broken('two-traces')) out({ type: 'TRACE', trace });
  process.exitCode = broken('exit-0') ? 0 : 1;
}
if (broken('exits-at-once')) process.exit();
if (broken('lingers')) await sleep(3000);
