import { describe, expect, it } from 'vitest';
import { delivered, type RowOutcome } from '../../define/batch.ts';
import type { AnyOperation } from '../../define/operation.ts';
import { ConnectorError, transientError } from '../../errors.ts';
import { packedBatch } from '../../testing/test-batch.ts';
import { testLog } from '../../testing/test-context.ts';
import { keepLast } from '../batching/keep-last.ts';
import { MemoryBudget } from '../memory-budget.ts';
import { anOperation, fakeStore, gate, plansFor, streamState } from '../testing/fixtures.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Ledger } from './ledger.ts';
import { OutcomeRecorder } from './outcome-recorder.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));
const rejected = (reason: string, providerMessage?: string): RowOutcome => ({
  status: 'rejected',
  reason,
  ...(providerMessage !== undefined && { providerMessage }),
});

const SECRET = 'sk-live-0123456789';

function start(
  options: {
    readonly maxRejectedPercent?: number;
    readonly keep?: () => Promise<void>;
    readonly keeps?: boolean;
    readonly operation?: Partial<AnyOperation>;
  } = {},
) {
  const emitted: string[] = [];
  const ledger = new Ledger((line) => emitted.push(line));
  const { deliverable: plans } = plansFor(
    anOperation({ commit: async () => undefined, ...options.operation }),
    ['a', 'b'],
  );
  const log = testLog();
  const { store, kept } = fakeStore(options.keep);
  const recorder = new OutcomeRecorder({
    ledger,
    budget: new MemoryBudget(1e9, () => undefined),
    store: { ...store, keeps: options.keeps ?? true },
    maxRejectedPercent: options.maxRejectedPercent ?? 100,
    log,
    plans,
    redact: (text) => text.replaceAll(SECRET, '****'),
  });
  const plan = plans[0]!;
  const newest = (): Checkpoint => ledger.chainOf({ name: 'a' }).newest;
  const receive = (count: number, by = plan): void => {
    by.report.received += count;
  };
  const settle = (texts: readonly string[], outcomeOf: (index: number) => RowOutcome) => {
    receive(texts.length);
    return recorder.settle(plan, packedBatch(texts, { checkpoint: newest() }), outcomeOf);
  };
  const state = (): void => ledger.addState(streamState('a', 1), { stream: { name: 'a' } });
  return { recorder, plan, plans, newest, receive, settle, state, emitted, log, kept };
}

const texts = (count: number): string[] => Array.from({ length: count }, (_, id) => `{"id":${id}}`);
const first =
  (count: number) =>
  (index: number): RowOutcome =>
    index < count ? rejected('too old') : delivered;

describe('the outcome recorder', () => {
  it('counts every row by its outcome and returns the indexes of rows to send again', async () => {
    const { settle, plan, newest } = start();
    const outcomes: RowOutcome[] = [
      delivered,
      { status: 'skipped' },
      rejected('bad'),
      { status: 'retry', reason: 'busy' },
      delivered,
    ];
    expect(await settle(texts(5), (index) => outcomes[index]!)).toEqual([3]);
    expect(plan.report).toMatchObject({ delivered: 2, skipped: 1, rejected: 1 });
    expect(newest()).toMatchObject({ pending: 1, delivered: 3, rejected: 1 });
  });

  it('logs no part of a secret, also if the message is cut inside it', async () => {
    const { settle, log } = start();
    const providerMessage = `${'- '.repeat(145)}${SECRET}`;
    await settle(texts(1), () => rejected('it was invalid', providerMessage));
    expect(log.lines.join('\n')).toContain('- - ****');
    expect(log.lines.join('\n')).not.toContain('sk-live');
  });

  it('logs no provider message about a deletion whose record is not held', async () => {
    const { recorder, plan, newest, receive, log, kept } = start();
    receive(1);
    const batch = packedBatch(['null'], { checkpoint: newest(), dedupKeys: ['7'], deleted: () => true });
    await recorder.settle(plan, batch, () => rejected('it was invalid', 'no right to delete Ada Lovelace'));
    expect(log.lines.join('\n')).toContain('it was invalid');
    expect(log.lines.join('\n')).not.toContain('Ada');
    expect(kept).toMatchObject([{ providerMessage: 'no right to delete Ada Lovelace' }]);
  });

  it('shows the first provider message that repeats nothing of its record in the log and the final error', async () => {
    const { settle, recorder, log } = start({ maxRejectedPercent: 0 });
    const messages = ['id 0 is taken', 'the id is taken'];
    await settle(texts(2), (index) => rejected('it was invalid', messages[index]));
    expect(log.lines).toEqual([
      'Stream "a": a record was rejected: it was invalid. Further records with this reason are only counted.',
      'Stream "a": an example of the rejected records: it was invalid (the provider: the id is taken).',
    ]);
    expect(() => recorder.checkRejectedShare()).toThrow('2 × it was invalid (the provider: the id is taken)');
  });

  it('holds a state back until the rejected records before it are kept', async () => {
    const { passed, open } = gate();
    const { settle, state, emitted, newest } = start({ keep: () => passed });
    const settling = settle(texts(2), first(1));
    state();
    await tick();
    expect(emitted).toEqual([]);
    expect(newest().pending).toBe(0);
    open();
    await settling;
    expect(emitted).toHaveLength(1);
    expect(emitted[0]).toContain('"destinationStats":{"recordCount":1.0,"rejectedRecordCount":1.0}');
  });

  it('keeps the record unchanged, with the reason and the provider message', async () => {
    const { settle, kept } = start();
    await settle(['{"id":12345678901234567890}'], () => rejected('too old', 'age of 7'));
    expect(kept).toMatchObject([
      {
        stream: { name: 'a' },
        record: '{"id":12345678901234567890}',
        reason: 'too old',
        providerMessage: 'age of 7',
      },
    ]);
  });

  it('hold no record where rejected ones are not kept, neither its own nor that of an earlier version', async () => {
    const { recorder, plan, newest, receive, kept } = start({ keeps: false });
    receive(2);
    const batch = packedBatch(['{"id":1}', '{"id":2}'], { checkpoint: newest(), dedupKeys: ['x', 'x'] });
    await recorder.settle(plan, keepLast(batch), () => rejected('too old'));
    expect(kept).toMatchObject([
      { record: '', reason: 'a later version of it was rejected: too old' },
      { record: '', reason: 'too old' },
    ]);
  });

  it('counts staged rows and their earlier versions as delivered only after the commit', async () => {
    const { recorder, plan, newest, receive, state, emitted } = start();
    receive(3);
    const batch = packedBatch(texts(3), { checkpoint: newest(), dedupKeys: ['x', 'x', 'y'] });
    const staged = newest();
    await recorder.settle(plan, keepLast(batch), () => ({ status: 'staged' }));
    state();
    expect(staged).toMatchObject({ pending: 3, staged: 3, delivered: 0 });
    expect([plan.report.delivered, plan.report.skipped, emitted]).toEqual([0, 0, []]);
    recorder.confirmStaged(plan);
    expect(plan.report.delivered).toBe(3);
    expect(emitted).toEqual([expect.stringContaining('"recordCount":3.0')]);
  });

  it('fails if rows are staged by an operation without a commit, which would never deliver them', async () => {
    const { settle } = start({ operation: { commit: undefined as never } });
    await expect(settle(texts(1), () => ({ status: 'staged' }))).rejects.toMatchObject({
      code: 'ERR_DEFINITION_INVALID',
    });
  });

  it.each([
    ['for a while', transientError('The disk is full.')],
    ['for good', new ConnectorError('config', 'The directory is gone.')],
    ['with a foreign error', new TypeError('secret')],
  ])(
    'fails without a second call of the store if a record cannot be kept %s, and no state covers it',
    async (_, problem) => {
      const { settle, state, emitted } = start({ keep: () => Promise.reject(problem) });
      const error: unknown = await settle(texts(3), first(1)).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(ConnectorError);
      // The other rows of the batch are counted as delivered: a repeated delivery would count them twice.
      expect(error).toMatchObject({ retryable: false });
      expect((error as Error).message).not.toContain('secret');
      state();
      expect(emitted).toEqual([]);
    },
  );

  it('logs each reason once, and a provider message only if it repeats nothing of the record', async () => {
    const { settle, log } = start();
    await settle(['{"id":1,"name":"Ada"}', '{"id":2,"name":"Bob"}'], (index) =>
      rejected('the name is taken', `conflict with ${index === 0 ? 'Ada' : 'Bob'}`),
    );
    await settle(['{"id":3}'], () => rejected('the name is missing', 'a name is needed'));
    await settle(['{"id":4}'], () => rejected('the name is missing', 'a name is needed'));
    expect(log.lines).toEqual([
      'Stream "a": a record was rejected: the name is taken. Further records with this reason are only counted.',
      'Stream "a": a record was rejected: the name is missing (the provider: a name is needed). Further records with this reason are only counted.',
    ]);
  });
});

describe('the share of rejected records', () => {
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: ConnectorError) => error,
    );

  it('is checked below 100 records only at the end of the sync', async () => {
    const { settle, recorder } = start({ maxRejectedPercent: 10 });
    expect(await failure(settle(texts(99), first(99)))).toBeUndefined();
    expect(() => recorder.checkRejectedShare()).toThrow(/99 of 99 records were rejected.*10 %.*99 × too old/);
  });

  it('is checked during the sync from 100 records on', async () => {
    const { settle } = start({ maxRejectedPercent: 10 });
    await settle(texts(99), first(11));
    expect(await failure(settle(texts(1), first(1)))).toMatchObject({
      kind: 'config',
      code: 'ERR_TOO_MANY_REJECTED',
    });
  });

  it('counts received records without an outcome', async () => {
    const { settle, recorder, receive } = start({ maxRejectedPercent: 10 });
    receive(900);
    expect(await failure(settle(texts(100), first(100)))).toBeUndefined();
    expect(() => recorder.checkRejectedShare()).not.toThrow();
    expect(await failure(settle(texts(12), first(12)))).toMatchObject({
      message: expect.stringContaining('112 of 1012 records') as string,
    });
  });

  it.each([
    [10, 10, false],
    [10, 11, true],
    [0, 0, false],
    [0, 1, true],
    [100, 100, false],
  ])(
    'with a limit of %i percent and %i of 100 records rejected fails the sync: %s',
    async (maxRejectedPercent, count, fails) => {
      const { settle, recorder } = start({ maxRejectedPercent });
      const error = await failure(settle(texts(100), first(count)).then(() => recorder.checkRejectedShare()));
      expect(error !== undefined).toBe(fails);
    },
  );

  it('counts all streams together, and its error lists the most frequent reasons first', async () => {
    const { recorder, settle, plans, newest, receive } = start({ maxRejectedPercent: 1 });
    await settle(texts(3), () => rejected('rare'));
    receive(5, plans[1]!);
    const others = packedBatch(texts(5), { checkpoint: newest() });
    await recorder.settle(plans[1]!, others, () => rejected('frequent'));
    expect(() => recorder.checkRejectedShare()).toThrow(/8 of 8.*5 × frequent; 3 × rare/);
  });

  it('above the limit lets no state cover the rejected records', async () => {
    const { recorder, plan, state, emitted, newest, receive } = start({ maxRejectedPercent: 0 });
    receive(100);
    const batch = packedBatch(texts(100), { checkpoint: newest() });
    state();
    expect(emitted).toEqual([]);
    expect(await failure(recorder.settle(plan, batch, first(1)))).toMatchObject({
      code: 'ERR_TOO_MANY_REJECTED',
    });
    expect(emitted).toEqual([]);
  });

  it('above the limit holds states back until it is below', async () => {
    const { settle, state, emitted } = start({ maxRejectedPercent: 50 });
    await settle(texts(2), first(2));
    state();
    expect(emitted).toEqual([]);
    await settle(texts(2), first(0));
    expect(emitted).toHaveLength(1);
    expect(emitted[0]).toContain('"destinationStats":{"recordCount":0.0,"rejectedRecordCount":2.0}');
  });
});
