import { protocolError } from '../errors.ts';
import { nameOf } from '../protocol/catalog.ts';
import { MessageReader, type Namespace, type RecordInput } from '../protocol/reader.ts';
import { type StateScope, scopeOf } from '../protocol/state.ts';
import type { Answers, Refused } from './answers.ts';
import type { Batcher } from './batcher.ts';
import { type Budget, heldFor } from './budget.ts';
import { laneOf } from './lanes.ts';
import type { Chain, Checkpoint, Ledger } from './ledger.ts';
import { type StreamPlan, streamFinder } from './plan.ts';

/** Where the records of a stream go in. */
export interface Inlet {
  readonly plan: StreamPlan;
  readonly batcher: Batcher;
  readonly chain: Chain;
}

export interface IntakeOptions {
  readonly inlets: readonly Inlet[];
  readonly ledger: Ledger;
  readonly budget: Budget;
  readonly answers: Answers;
  readonly lanes: number;
  /** Whether rejected records are kept, so that their text has to be held. */
  readonly keepsRejects: boolean;
}

/** Takes lines in: records go to their batcher, states to the ledger. Everything per record is synchronous. */
export class Intake {
  private readonly options: IntakeOptions;
  private readonly find: (name: string, namespace: Namespace) => Inlet | undefined;
  private readonly reader: MessageReader<Inlet>;
  /** Records that were refused before they reached a batch, until `settleRefused`. */
  private refused: { readonly plan: StreamPlan; readonly record: Refused }[] = [];
  private settling: Promise<void> = Promise.resolve();

  constructor(options: IntakeOptions) {
    this.options = options;
    this.find = streamFinder(options.inlets, (inlet) => inlet.plan.stream.descriptor);
    this.reader = new MessageReader(
      (name, namespace) => this.find(name, namespace) ?? unknown(name, namespace),
      ({ plan }, text, start) => plan.prepare.end(text, start),
    );
  }

  /** Throws what makes it impossible to go on: the next state would cover a record that was lost. */
  line(text: string, start: number, end: number, lineNumber: number): void {
    const input = this.reader.read(text, start, end, lineNumber);
    switch (input.type) {
      case 'RECORD':
      case 'KNOWN':
        return this.record(input);
      case 'STATE':
        return this.state(input.line, this.scope(scopeOf(input.state)));
      case 'STATUS':
        return this.status(this.find(input.name, input.namespace), input.status);
      case 'IGNORED':
        return;
    }
  }

  /**
   * What waits for the end of its stream can't make room by being earned, and the input would stand still for ever: such states
   * are held beyond the budget. There are few, since their streams are read whole each time.
   */
  private state(line: string, scope: StateScope): void {
    const { budget, ledger, inlets } = this.options;
    const held = inlets.some(({ plan }) => plan.operation.finish) ? 0 : line.length;
    budget.take(held);
    ledger.state(line, scope, held);
  }

  /** A state's stream is found like a record's, or the state would not wait for its own records. */
  private scope(scope: StateScope): StateScope {
    if (scope === 'all') return scope;
    const inlet = this.find(scope.stream.name, scope.stream.namespace);
    return inlet ? { stream: inlet.plan.stream.descriptor } : scope;
  }

  /** Keeps and counts the records that were refused here; resolves when all of them so far are. */
  settleRefused(): Promise<void> {
    const refused = this.refused;
    if (refused.length > 0) {
      this.refused = [];
      this.settling = this.settling.then(() => this.reject(refused));
    }
    return this.settling;
  }

  private async reject(refused: typeof this.refused): Promise<void> {
    for (const plan of new Set(refused.map((each) => each.plan)))
      await this.options.answers.reject(
        plan,
        refused.filter((each) => each.plan === plan).map((each) => each.record),
      );
  }

  private record(input: RecordInput<Inlet>): void {
    const { text } = input;
    const { plan, batcher, chain } = input.target;
    if (plan.refusal) throw plan.refusal;
    const { budget, keepsRejects, lanes } = this.options;
    const checkpoint = chain.newest;
    plan.report.received++;
    checkpoint.pending++;
    const prepared = input.type === 'KNOWN' ? plan.prepare.known(text) : plan.prepare(text, input.data);
    if ('reason' in prepared) return this.refuse(plan, checkpoint, text, prepared.reason);
    const source = keepsRejects && !prepared.unchanged ? text : undefined;
    const lane = prepared.key === undefined ? undefined : laneOf(prepared.key, lanes);
    const bytes = batcher.add(prepared, lane, checkpoint, source);
    if (bytes !== undefined) return budget.take(heldFor(bytes));
    const limit = plan.operation.limits.bytes;
    this.refuse(
      plan,
      checkpoint,
      text,
      `the record is larger than the ${limit} bytes that a request may hold`,
    );
  }

  private refuse(plan: StreamPlan, checkpoint: Checkpoint, record: string, reason: string): void {
    this.refused.push({ plan, record: { checkpoint, record, reason, words: undefined } });
  }

  private status(inlet: Inlet | undefined, status: string): void {
    if (!inlet) return;
    if (status === 'INCOMPLETE') inlet.plan.incomplete = true;
    if (status !== 'COMPLETE') return;
    inlet.plan.complete = true;
    inlet.batcher.flush();
  }
}

function unknown(name: string, namespace: Namespace): never {
  const stream = { name, namespace: namespace ?? null };
  throw protocolError(
    `The input holds a record of the stream ${nameOf(stream)}, which the catalog does not name. Refresh the source's ` +
      'schema and save the connection.',
    { code: 'ERR_UNKNOWN_STREAM', stream },
  );
}
