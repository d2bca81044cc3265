import type { Namespace, ParsedRecord } from '../../protocol/parsed-message.ts';
import { MessageReader } from '../../protocol/reader.ts';
import { type StateScope, scopeOf } from '../../protocol/state.ts';
import type { Batcher } from '../batching/batcher.ts';
import { laneOf } from '../delivery/lanes.ts';
import { heldBytesFor, type MemoryBudget } from '../memory-budget.ts';
import { type StreamPlan, streamFinder } from '../plan.ts';
import type { Checkpoint, CheckpointChain } from '../settlement/checkpoint.ts';
import type { Ledger } from '../settlement/ledger.ts';
import type { OutcomeRecorder } from '../settlement/outcome-recorder.ts';
import { detachedCopy } from './detached-text.ts';
import { unknownStream } from './unknown-stream.ts';

/** Where the records of a stream go in. */
export interface StreamInput {
  readonly plan: StreamPlan;
  readonly batcher: Batcher;
  readonly chain: CheckpointChain;
}

export interface IntakeOptions {
  readonly inlets: readonly StreamInput[];
  readonly ledger: Ledger;
  readonly budget: MemoryBudget;
  readonly answers: OutcomeRecorder;
  readonly lanes: number;
  /** Whether rejected records are kept, so that their text has to be held. */
  readonly keepsRejects: boolean;
  /** Called with what ends the sync, if a record that was refused here can't be kept. */
  readonly failed: (error: unknown) => void;
}

/** Takes lines in: records go to their batcher, states to the ledger. Everything per record is synchronous. */
export class Intake {
  private readonly options: IntakeOptions;
  private readonly find: (name: string, namespace: Namespace) => StreamInput | undefined;
  private readonly reader: MessageReader<StreamInput>;
  /** Of the records that were refused last. */
  private kept: Promise<void> | undefined;
  private statuses = 0;

  constructor(options: IntakeOptions) {
    this.options = options;
    this.find = streamFinder(options.inlets, (inlet) => inlet.plan.stream.descriptor);
    this.reader = new MessageReader(
      (name, namespace) => this.find(name, namespace) ?? this.unknown(name, namespace),
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
        return this.options.ledger.state(input.line, this.scope(scopeOf(input.state)));
      case 'STATUS':
        return this.status(this.find(input.name, input.namespace), input.status);
      case 'IGNORED':
        return;
    }
  }

  /** A state's stream is found like a record's, or the state would not wait for its own records. */
  private scope(scope: StateScope): StateScope {
    if (scope === 'all') return scope;
    const inlet = this.find(scope.stream.name, scope.stream.namespace);
    return inlet ? { stream: inlet.plan.stream.descriptor } : scope;
  }

  private record(input: ParsedRecord<StreamInput>): void {
    const { text } = input;
    const { plan, batcher, chain } = input.target;
    if (plan.refusal) throw plan.refusal;
    const { budget, keepsRejects, lanes } = this.options;
    const checkpoint = chain.newest;
    plan.report.received++;
    checkpoint.pending++;
    const prepared = input.type === 'KNOWN' ? plan.prepare.known(text) : plan.prepare(text, input.data);
    if ('reason' in prepared) {
      if (prepared.isDeletion) return skipDeletion(plan, checkpoint);
      return this.refuse(plan, checkpoint, text, prepared.reason);
    }
    const source = keepsRejects && !prepared.unchanged ? text : undefined;
    const lane = prepared.orderingKey === undefined ? undefined : laneOf(prepared.orderingKey, lanes);
    const bytes = batcher.add(prepared, lane, checkpoint, source);
    if (bytes !== undefined) return budget.take(heldBytesFor(bytes));
    const limit = plan.operation.limits.maxBytes;
    this.refuse(
      plan,
      checkpoint,
      text,
      `the record is larger than the ${limit} bytes that a request may contain`,
    );
  }

  private refuse(plan: StreamPlan, checkpoint: Checkpoint, text: string, reason: string): void {
    const { answers, keepsRejects, failed } = this.options;
    const record = keepsRejects ? detachedCopy(text) : '';
    const kept = answers.refuse({ plan, checkpoint, record, reason, providerMessage: undefined });
    if (kept === this.kept) return;
    this.kept = kept;
    kept.catch(failed);
  }

  /** Whether the status of any stream came. */
  get hasStatus(): boolean {
    return this.statuses > 0;
  }

  private status(inlet: StreamInput | undefined, status: string): void {
    this.statuses++;
    if (!inlet) return;
    if (status === 'INCOMPLETE') inlet.plan.incomplete = true;
    if (status !== 'COMPLETE') return;
    inlet.plan.complete = true;
    inlet.batcher.flush();
  }

  private unknown(name: string, namespace: Namespace): never {
    const catalog = this.options.inlets.map(({ plan }) => plan.stream.descriptor);
    throw unknownStream({ name, ...(typeof namespace === 'string' && { namespace }) }, catalog);
  }
}

/** Nothing is to be done for it, so it is answered; a checkpoint that takes records in is not closed yet. */
function skipDeletion({ report }: StreamPlan, checkpoint: Checkpoint): void {
  report.skipped++;
  report.deletions++;
  checkpoint.delivered++;
  checkpoint.pending--;
}
