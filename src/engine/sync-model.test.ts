import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import type { Batch } from '../define/batch.ts';
import { delivered, type RowOutcome, staged } from '../define/batch.ts';
import { ConnectorError, configError, transientError } from '../errors.ts';
import { depth } from '../testing/depth.ts';
import { fakeStore, idsOf } from './testing/fixtures.ts';
import { startSync } from './testing/start-sync.ts';
import { aStory, BATCH_BYTES, type Line, nameOf, operationOf, type Story, textOf } from './testing/story.ts';
import { watchBudgets } from './testing/watch-budgets.ts';

const DAY_MS = 86_400_000;
/** Bytes that are held for a line beside its text at most, for a state with its checkpoints or for a record. */
const LINE_BYTES = 2_000;

afterEach(() => vi.restoreAllMocks());

/** The rules of a sync in their simplest form: keeps every line, and checks all of them for each state. */
class Model {
  readonly taken = new Set<number>();
  readonly staged = new Map<string, number[]>();
  readonly kept = new Set<number>();
  readonly emitted = new Set<number>();
  private readonly counted = new Set<number>();
  readonly lines: readonly Line[];
  private readonly story: Story;

  constructor(story: Story) {
    this.story = story;
    this.lines = story.chunks.flat();
  }

  streamOf(id: number): string {
    const { stream } = this.lines[id]!;
    return typeof stream === 'string' ? stream : nameOf(stream % this.story.streams);
  }

  /** Whether a line concerns all streams or the same one. */
  private covers(id: number, other: number): boolean {
    return [this.streamOf(id), 'all'].includes(this.streamOf(other)) || this.streamOf(id) === 'all';
  }

  /** Whether a record has a final outcome: its own, or that of a later record with its dedup key. */
  hasOutcome(id: number): boolean {
    if (this.taken.has(id) || this.kept.has(id)) return true;
    if (this.story.operation.repeats !== 'keep-last') return false;
    return [...this.taken].some((later) => later > id && this.isSame(id, later));
  }

  private isSame(id: number, other: number): boolean {
    const [one, two] = [this.lines[id]!, this.lines[other]!];
    return (
      one.type === 'record' && two.type === 'record' && one.group === two.group && this.covers(id, other)
    );
  }

  /** Checks an emitted state. */
  emit(id: number, recordCount: number, rejectedRecordCount: number): void {
    expect(this.emitted.has(id), `state ${id} is emitted once`).toBe(false);
    let [taken, rejected] = [0, 0];
    for (let before = 0; before < this.lines.length; before++) {
      if (!this.covers(id, before)) continue;
      if (this.lines[before]!.type === 'state') {
        if (before > id)
          expect(this.emitted.has(before), `state ${id} is emitted before ${before}`).toBe(false);
      } else if (before < id && !this.counted.has(before)) {
        expect(this.hasOutcome(before), `state ${id} waits for record ${before}`).toBe(true);
        this.counted.add(before);
        if (this.kept.has(before)) rejected++;
        else taken++;
      }
    }
    expect([recordCount, rejectedRecordCount]).toEqual([taken, rejected]);
    this.emitted.add(id);
  }

  /** States that a successful sync has to emit, without those that may be merged. */
  required(mayMerge: boolean): readonly number[] {
    const states = [...this.lines.keys()].filter((id) => this.lines[id]!.type === 'state');
    return states.filter(
      (id) => !mayMerge || !states.some((later) => later > id && this.replaces(later, id)),
    );
  }

  private replaces(later: number, id: number): boolean {
    return this.streamOf(later) === 'all' || this.streamOf(later) === this.streamOf(id);
  }

  /** Whether a record of a stream with states follows all of them. */
  get isCut(): boolean {
    const states = [...this.lines.keys()].filter((id) => this.lines[id]!.type === 'state');
    return this.lines.some(({ type }, id) => {
      const own = states.filter((state) => this.covers(state, id));
      return type === 'record' && own.length > 0 && own.every((state) => state < id);
    });
  }

  get share(): number {
    const records = this.lines.filter(({ type }) => type === 'record').length;
    return (this.kept.size / records) * 100;
  }
}

async function play(story: Story): Promise<void> {
  vi.restoreAllMocks();
  const held = watchBudgets();
  const model = new Model(story);
  const { failure, operation } = story;
  const tried = new Set<number>();
  let [turn, deliveries, calls, failedAt] = [0, 0, 0, Number.POSITIVE_INFINITY];
  const problems: unknown[] = [];
  /** Collects errors of checks: the engine would treat an error that is thrown inside it as a failure of the connector. */
  const checked = (check: () => void): void => {
    try {
      check();
    } catch (problem) {
      problems.push(problem);
    }
  };
  const pause = () => run.clock.sleep(story.delays[turn++ % story.delays.length]!);
  const isFailing = (of: 'deliver' | 'keep', call: number): boolean => {
    if (failure?.of !== of || call !== failure.at) return false;
    failedAt = run.clock.monotonic();
    return true;
  };

  const deliver = async (batch: Batch) => {
    checked(() =>
      expect(run.clock.monotonic(), 'nothing is started after a failure').toBeLessThanOrEqual(failedAt),
    );
    const ids = idsOf(batch);
    const isFirst = ids.map((id) => !tried.has(id));
    for (const id of ids) tried.add(id);
    const call = deliveries++;
    await pause();
    if (isFailing('deliver', call)) throw configError('The key was revoked.');
    const fates = ids.map((id) => (model.lines[id] as { fate?: string }).fate);
    if (fates.some((fate, at) => fate === 'transient' && isFirst[at])) throw transientError('It is busy.');
    return batch.each(({ index }): RowOutcome => {
      const [id, fate] = [ids[index]!, fates[index]];
      checked(() => expect(model.taken.has(id), `record ${id} has one outcome`).toBe(false));
      if (fate === 'retry' && isFirst[index]) return { status: 'retry', reason: 'busy' };
      if (fate === 'rejected') return { status: 'rejected', reason: 'no' };
      if (fate === 'skipped') {
        model.taken.add(id);
        return { status: 'skipped' };
      }
      if (!operation.isStaged) {
        model.taken.add(id);
        return delivered;
      }
      const stream = model.streamOf(id);
      model.staged.set(stream, [...(model.staged.get(stream) ?? []), id]);
      return staged;
    });
  };
  const { store } = fakeStore(async (rejections) => {
    const call = calls++;
    await pause();
    if (isFailing('keep', call)) throw configError('The disk is gone.');
    for (const { record } of rejections) {
      const { ref } = JSON.parse(record) as { ref: number };
      checked(() => expect(model.kept.has(ref), `record ${ref} is kept once`).toBe(false));
      model.kept.add(ref);
    }
  });
  const run = startSync({
    streams: Array.from({ length: story.streams }, (_, at) => ({
      name: nameOf(at),
      destination_sync_mode: operation.isStaged ? 'overwrite' : 'append',
    })),
    operation: {
      ...operationOf(story),
      deliver,
      ...(operation.isStaged && {
        commit: async ({ name }: { readonly name: string }) => {
          await pause();
          for (const id of model.staged.get(name) ?? []) model.taken.add(id);
        },
      }),
    },
    concurrency: story.concurrency,
    config: { max_rejected_percent: story.maxRejectedPercent },
    rejects: store,
    memory: story.memory,
    onEmit(line) {
      const { id, destinationStats } = JSON.parse(line).state;
      checked(() => model.emit(id, destinationStats.recordCount, destinationStats.rejectedRecordCount));
    },
  });

  let [id, largestChunk, largestState] = [0, 0, 0];
  for (const [at, chunk] of story.chunks.entries()) {
    if (failure?.of === 'input' && at === failure.at) run.input.destroy();
    if (run.input.destroyed) break;
    const lines = chunk.map((line) => textOf(line, id++, story));
    const sizes = lines.map((line) => 2 * line.length + LINE_BYTES);
    largestChunk = Math.max(
      largestChunk,
      sizes.reduce((sum, size) => sum + size, 0),
    );
    largestState = Math.max(largestState, ...sizes);
    run.input.write(lines.map((line) => `${line}\n`).join(''));
    await run.clock.advance(story.gaps[at % story.gaps.length]!);
  }
  if (!run.input.destroyed) run.input.end();
  await run.clock.advance(0);
  while (!run.outcome.ended && run.clock.monotonic() < DAY_MS) await run.clock.step();

  if (problems.length > 0) throw problems[0];
  const { ended, error } = run.outcome as { ended: boolean; error: unknown };
  expect(ended, 'the input never stalls').toBe(true);
  const { budgetBytes: budget, stateBytes: states } = story.memory;
  // A state can't be merged while it is the newest of its stream, or the newest of all.
  const newest = (story.streams + 2) * largestState;
  expect(held.peak).toBeLessThanOrEqual(budget + 2 * BATCH_BYTES + states + newest + 2 * largestChunk);
  if (error !== undefined) {
    expect(error).toBeInstanceOf(ConnectorError);
    const { code } = error as ConnectorError;
    if (code === 'ERR_TOO_MANY_REJECTED') expect(model.share).toBeGreaterThan(0);
    else if (code === 'ERR_STREAM_INCOMPLETE')
      expect([operation.isStaged, model.isCut]).toEqual([true, true]);
    else expect(failure, String(error)).toBeDefined();
    return;
  }
  expect(model.share > story.maxRejectedPercent).toBe(false);
  expect(operation.isStaged && model.isCut).toBe(false);
  expect(held.now, 'all that was held is given back').toBe(0);
  for (const id of model.required(states < 1e9)) expect(model.emitted, `state ${id}`).toContain(id);
  const total = (name: 'received' | 'delivered' | 'skipped' | 'rejected'): number =>
    run.plans.reduce((sum, { report }) => sum + report[name], 0);
  expect(total('received')).toBe(model.lines.filter(({ type }) => type === 'record').length);
  expect(total('delivered') + total('skipped') + total('rejected')).toBe(total('received'));
  expect(total('rejected')).toBe(model.kept.size);
}

it('a random sync emits each state once, in order and not early, counts each record, and never stalls', async () => {
  await fc.assert(fc.asyncProperty(aStory, play), { numRuns: depth(150, 20_000) });
}, 3_600_000);
