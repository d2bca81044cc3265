import type { FoundRow } from '../../mapping/fast-path/found-row.ts';
import type { Namespace, ParsedRecord } from '../../protocol/parsed-message.ts';
import { MessageReader } from '../../protocol/reader.ts';
import { type StateScope, scopeOf } from '../../protocol/state.ts';
import type { Batcher } from '../batching/batcher.ts';
import { laneOf } from '../delivery/lanes.ts';
import { heldBytesFor, type MemoryBudget } from '../memory-budget.ts';
import { type PlannedStream, type StreamPlan, streamFinder, type UndeliverableStream } from '../plan.ts';
import type { Checkpoint, CheckpointChain } from '../settlement/checkpoint.ts';
import type { Ledger } from '../settlement/ledger.ts';
import type { OutcomeRecorder } from '../settlement/outcome-recorder.ts';
import { detachedCopy } from './detached-text.ts';
import { unknownStreamError } from './unknown-stream.ts';

/** Destinations of the records of one stream: its batcher and its checkpoints. */
export interface StreamInput {
  readonly plan: StreamPlan;
  readonly batcher: Batcher;
  readonly chain: CheckpointChain;
}

/** A stream whose first record is an error. It has only states and statuses. */
export interface UndeliverableInput {
  readonly plan: UndeliverableStream;
  readonly batcher: undefined;
}

export interface IntakeOptions {
  readonly streams: readonly (StreamInput | UndeliverableInput)[];
  readonly ledger: Ledger;
  readonly budget: MemoryBudget;
  readonly recorder: OutcomeRecorder;
  readonly lanes: number;
  /** Whether the store keeps rejected records, so that their text has to be held. */
  readonly keepsRejects: boolean;
  /** Called with the error that ends the sync, if a record that was rejected here can't be kept. */
  readonly onError: (error: unknown) => void;
}

/** Handles input lines: records go to their batcher, states to the ledger. All work per record is synchronous. */
export class Intake {
  private readonly options: IntakeOptions;
  private readonly find: (name: string, namespace: Namespace) => StreamInput | UndeliverableInput | undefined;
  private readonly reader: MessageReader<StreamInput, FoundRow>;
  /** Promise of the records that were rejected last. */
  private lastKept: Promise<void> | undefined;
  private statusCount = 0;

  constructor(options: IntakeOptions) {
    this.options = options;
    this.find = streamFinder(options.streams, (each) => each.plan.stream.descriptor);
    this.reader = new MessageReader(
      (name, namespace) => this.recipientOf(name, namespace),
      ({ plan }, text, start) => plan.prepare.find(text, start),
    );
  }

  /** Handles one line. Throws if a record would be lost, because the next state would cover it. */
  readLine(text: string, start: number, end: number, lineNumber: number): void {
    const input = this.reader.read(text, start, end, lineNumber);
    switch (input.type) {
      case 'RECORD':
      case 'KNOWN':
        return this.record(input);
      case 'STATE':
        return this.state(input.line, scopeOf(input.state));
      case 'STATUS':
        return this.status(this.find(input.name, input.namespace), input.status);
      case 'IGNORED':
        return;
    }
  }

  /** Finds the stream of a state as that of a record, so that the state waits for the records of its stream. */
  private state(line: string, scope: StateScope): void {
    const { ledger, streams } = this.options;
    if (scope === 'all') {
      for (const { plan } of streams) noteState(plan);
      return ledger.addState(line, scope);
    }
    const stream = this.find(scope.stream.name, scope.stream.namespace);
    if (stream) noteState(stream.plan);
    ledger.addState(line, stream ? { stream: stream.plan.stream.descriptor } : scope);
  }

  private record(input: ParsedRecord<StreamInput, FoundRow>): void {
    const { text } = input;
    const { plan, batcher, chain } = input.target;
    const { budget, keepsRejects, lanes } = this.options;
    const checkpoint = chain.newest;
    plan.report.received++;
    checkpoint.pending++;
    const prepared =
      input.type === 'KNOWN' ? plan.prepare.found(text, input.found) : plan.prepare(text, input.data);
    if ('reason' in prepared) {
      if (prepared.isDeletion) return skipDeletion(plan, checkpoint);
      return this.reject(plan, checkpoint, text, prepared.reason);
    }
    const source = keepsRejects && !prepared.unchanged ? text : undefined;
    const lane = prepared.orderingKey === undefined ? undefined : laneOf(prepared.orderingKey, lanes);
    const bytes = batcher.add(prepared, lane, checkpoint, source);
    if (bytes !== undefined) return budget.take(heldBytesFor(bytes));
    const limit = plan.operation.limits.maxBytes;
    this.reject(
      plan,
      checkpoint,
      text,
      `the record is larger than the ${limit} bytes that a request may contain`,
    );
  }

  private reject(plan: StreamPlan, checkpoint: Checkpoint, text: string, reason: string): void {
    const { recorder, keepsRejects, onError } = this.options;
    const record = keepsRejects ? detachedCopy(text) : '';
    const kept = recorder.reject({ plan, checkpoint, record, reason, providerMessage: undefined });
    if (kept === this.lastKept) return;
    this.lastKept = kept;
    kept.catch(onError);
  }

  /** Whether the input had a status of any stream. */
  get hasStatus(): boolean {
    return this.statusCount > 0;
  }

  private status(stream: StreamInput | UndeliverableInput | undefined, status: string): void {
    this.statusCount++;
    if (!stream) return;
    if (status === 'INCOMPLETE') stream.plan.isIncomplete = true;
    if (status !== 'COMPLETE') return;
    stream.plan.isComplete = true;
    stream.batcher?.flush();
  }

  /** Finds the stream of a record. Throws if it is not in the catalog, or can't be delivered. */
  private recipientOf(name: string, namespace: Namespace): StreamInput {
    const found = this.find(name, namespace) ?? this.failOnUnknownStream(name, namespace);
    if (!found.batcher) throw found.plan.routeError;
    return found;
  }

  private failOnUnknownStream(name: string, namespace: Namespace): never {
    const catalog = this.options.streams.map(({ plan }) => plan.stream.descriptor);
    throw unknownStreamError({ name, ...(typeof namespace === 'string' && { namespace }) }, catalog);
  }
}

function noteState(plan: PlannedStream): void {
  plan.receivedBeforeState = plan.report.received;
}

/** Counts a deletion as skipped. The ledger need not be notified: the checkpoint that gets records is still open. */
function skipDeletion({ report }: StreamPlan, checkpoint: Checkpoint): void {
  report.skipped++;
  report.deletions++;
  checkpoint.delivered++;
  checkpoint.pending--;
}
