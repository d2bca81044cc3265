import type { Catalog } from './catalog.ts';
import { broken } from './faults.ts';
import type { Message, Name } from './message.ts';
import type { Outbox } from './outbox.ts';
import { Failure, log } from './output.ts';
import { rowText } from './row.ts';
import { type Counts, comesBack, NOTHING, stateLine, sum } from './state-line.ts';

/** Reads records and states, counts their outcomes, and passes them on to the outbox. */
export class Intake {
  /** Whether the source has completed a stream. */
  isComplete = false;
  /** Counts of all records. */
  total = NOTHING;
  private readonly outbox: Outbox;
  private readonly streams: ReadonlySet<string>;
  private readonly columns: readonly string[];
  /** Counts of each stream since its last state. */
  private readonly counts = new Map<string, Counts>();
  private readonly keys = new Set<string>();
  private seenStates = 0;

  constructor({ streams }: Catalog, outbox: Outbox) {
    this.outbox = outbox;
    this.streams = new Set(streams.map(({ stream }) => nameOf(stream)));
    this.columns = streams.flatMap(({ stream }) => Object.keys(stream.json_schema?.properties ?? {}));
  }

  record(line: string, { data, ...stream }: Message['record']): void {
    if (this.isComplete && broken('drops-late-records')) return;
    const name = nameOf({ ...stream, name: stream.stream });
    if (!this.streams.has(name)) {
      if (broken('drops-unknown-records')) return;
      throw new Failure(`The stream ${stream.stream} is not in the catalog.`, stream.stream);
    }
    const text = line.slice(line.indexOf('"data":') + 7, -2);
    if (broken('shows-records')) log('INFO', `got ${text}`);
    if (broken('logs-every-record')) log('INFO', 'got one');
    if (broken('chokes-on-surrogates') && /\\ud8/i.test(text)) throw new Failure('A text is not Unicode.');
    this.count(name, data);
    if (!data?.text || (broken('drops-a-record') && this.total.good % 100 === 99)) return;
    const { columns } = this;
    const undeclared = Object.keys(data).find((column) => !columns.includes(column));
    if (broken('wants-declared-columns') && undeclared) throw new Failure(`${undeclared} is not declared.`);
    const key = data.id ?? (broken('random-keys') ? Math.random().toString() : data.text);
    const row = `{"key":${JSON.stringify(key)},"data":${rowText(text, data, columns)}}`;
    this.outbox.add({ key, text: row });
  }

  state(line: string, { stream }: Message['state']): void {
    if (broken('takes-few-states') && ++this.seenStates > 10) throw new Failure('There are too many states.');
    const name = stream ? nameOf(stream.stream_descriptor) : undefined;
    if (!comesBack(line, name !== undefined && this.streams.has(name))) return;
    const { counts, outbox } = this;
    const covered = name === undefined ? [...counts.keys()] : [name];
    const spoken = covered.map((each) => counts.get(each) ?? NOTHING).reduce(sum, NOTHING);
    if (!broken('counts-from-the-start')) for (const each of covered) counts.delete(each);
    outbox.addState(stateLine(line, spoken));
    if (broken('early-states') || (broken('early-global-states') && !stream)) outbox.emitNewestState();
  }

  private count(name: string, data: Message['record']['data']): void {
    const isGood = Boolean(data?.text);
    if (!isGood && broken('stops-at-rejects')) throw new Failure('A record is bad.');
    const one = { good: isGood ? 1 : 0, bad: isGood || broken('loses-rejects') ? 0 : 1 };
    this.total = sum(this.total, { ...one, bad: isGood ? 0 : 1 });
    const isCounted = !broken('counts-keys') || !this.keys.has(String(data?.id));
    this.keys.add(String(data?.id));
    if (isCounted) this.counts.set(name, sum(this.counts.get(name) ?? NOTHING, one));
  }
}

const nameOf = ({ name, namespace }: Name): string =>
  broken('ignores-namespaces') ? name : `${namespace ?? ''} ${name}`;
