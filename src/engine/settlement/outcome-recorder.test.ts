import { describe, expect, it } from 'vitest';
import { delivered, type RowOutcome } from '../../define/batch.ts';
import { ConnectorError, transientError } from '../../errors.ts';
import { MemoryBudget } from '../memory-budget.ts';
import {
  anOperation,
  batchOf,
  fakeLog,
  fakeStore,
  gate,
  plansFor,
  streamState,
} from '../testing/fixtures.ts';
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

function start(options: { readonly maxRejectedPercent?: number; readonly keep?: () => Promise<void> } = {}) {
  const said: string[] = [];
  const ledger = new Ledger((line) => said.push(line));
  const { plans } = plansFor(anOperation(), ['a', 'b']);
  const log = fakeLog();
  const { store, kept } = fakeStore(options.keep);
  const answers = new OutcomeRecorder({
    ledger,
    budget: new MemoryBudget(1e9, () => undefined),
    store,
    maxRejectedPercent: options.maxRejectedPercent ?? 100,
    log,
    plans,
    redact: (text) => text.replaceAll(SECRET, '****'),
  });
  const plan = plans[0]!;
  const newest = (): Checkpoint => ledger.chain({ name: 'a' }).newest;
  const receive = (count: number, by = plan): void => {
    by.report.received += count;
  };
  const settle = (texts: readonly string[], outcomeOf: (index: number) => RowOutcome) => {
    receive(texts.length);
    return answers.settle(plan, batchOf(texts, { checkpoint: newest() }), outcomeOf);
  };
  const state = (): void => ledger.state(streamState('a', 1), { stream: { name: 'a' } });
  return { answers, plan, plans, newest, receive, settle, state, said, log, kept };
}

const texts = (count: number): string[] => Array.from({ length: count }, (_, id) => `{"id":${id}}`);
const first =
  (count: number) =>
  (index: number): RowOutcome =>
    index < count ? rejected('too old') : delivered;

describe('answers', () => {
  it('count every row as what it became, and give back those that are to be sent again', async () => {
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

  it('show no part of a secret, also where a message is cut in it', async () => {
    const { settle, log } = start();
    const providerMessage = `${'- '.repeat(145)}${SECRET}`;
    await settle(texts(1), () => rejected('it was refused', providerMessage));
    expect(log.lines.join('\n')).toContain('- - ****');
    expect(log.lines.join('\n')).not.toContain('sk-live');
  });

  it('show no message of the provider about a deletion whose record is not held', async () => {
    const { answers, plan, newest, receive, log, kept } = start();
    receive(1);
    const batch = batchOf(['null'], { checkpoint: newest(), identities: ['7'], deleted: () => true });
    await answers.settle(plan, batch, () => rejected('it was refused', 'no right to delete Ada Lovelace'));
    expect(log.lines.join('\n')).toContain('it was refused');
    expect(log.lines.join('\n')).not.toContain('Ada');
    expect(kept).toMatchObject([{ providerMessage: 'no right to delete Ada Lovelace' }]);
  });

  it('show the first message of the provider that repeats nothing of its record, in the final error too', async () => {
    const { settle, answers, log } = start({ maxRejectedPercent: 0 });
    const messages = ['id 0 is taken', 'the id is taken'];
    await settle(texts(2), (index) => rejected('it was refused', messages[index]));
    expect(log.lines.join('\n')).not.toContain('id 0 is taken');
    expect(log.lines.join('\n')).toContain('it was refused (the provider: the id is taken)');
    expect(() => answers.judge()).toThrow('2 × it was refused (the provider: the id is taken)');
  });

  it('hold a state back until the rejected records before it are kept', async () => {
    const { passed, open } = gate();
    const { settle, state, said, newest } = start({ keep: () => passed });
    const settling = settle(texts(2), first(1));
    state();
    await tick();
    expect(said).toEqual([]);
    expect(newest().pending).toBe(0);
    open();
    await settling;
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('"destinationStats":{"recordCount":1.0,"rejectedRecordCount":1.0}');
  });

  it('keep the record as it came, with the reason and the words of the provider', async () => {
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

  it.each([
    ['for a while', transientError('The disk is full.')],
    ['for good', new ConnectorError('config', 'The directory is gone.')],
    ['in a way nobody knows', new TypeError('secret')],
  ])(
    'fail without being asked again when a record can not be kept %s, and no state covers it',
    async (_, problem) => {
      const { settle, state, said } = start({ keep: () => Promise.reject(problem) });
      const error: unknown = await settle(texts(3), first(1)).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(ConnectorError);
      // The other rows of the batch were counted as delivered: to deliver it again would count them twice.
      expect(error).toMatchObject({ retryable: false });
      expect((error as Error).message).not.toContain('secret');
      state();
      expect(said).toEqual([]);
    },
  );

  it('say each reason once in the log, and of the words only what does not stand in the record', async () => {
    const { settle, log } = start();
    await settle(['{"id":1,"name":"Ada"}', '{"id":2,"name":"Bob"}'], (index) =>
      rejected('the name is taken', `conflict with ${index === 0 ? 'Ada' : 'Bob'}`),
    );
    await settle(['{"id":3}'], () => rejected('the name is missing', 'a name is needed'));
    await settle(['{"id":4}'], () => rejected('the name is missing', 'a name is needed'));
    expect(log.lines).toHaveLength(2);
    expect(log.lines[0]).toContain('"a"');
    expect(log.lines[0]).toContain('the name is taken');
    expect(log.lines[1]).toContain('the name is missing (the provider: a name is needed)');
    expect(log.lines.join()).not.toMatch(/Ada|Bob/);
  });
});

describe('the share of rejected records', () => {
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: ConnectorError) => error,
    );

  it('is not judged below 100 records while the sync runs, and is at the end', async () => {
    const { settle, answers } = start({ maxRejectedPercent: 10 });
    expect(await failure(settle(texts(99), first(99)))).toBeUndefined();
    expect(() => answers.judge()).toThrow(/99 of 99 records were rejected.*10 %.*99 × too old/);
  });

  it('is judged from 100 records on', async () => {
    const { settle } = start({ maxRejectedPercent: 10 });
    await settle(texts(99), first(11));
    expect(await failure(settle(texts(1), first(1)))).toMatchObject({
      kind: 'config',
      code: 'ERR_TOO_MANY_REJECTED',
    });
  });

  it('is one of all that were received, though most of them wait', async () => {
    const { settle, answers, receive } = start({ maxRejectedPercent: 10 });
    receive(900);
    expect(await failure(settle(texts(100), first(100)))).toBeUndefined();
    expect(() => answers.judge()).not.toThrow();
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
    'where %i percent are allowed and %i of 100 are rejected fails the sync: %s',
    async (maxRejectedPercent, count, fails) => {
      const { settle, answers } = start({ maxRejectedPercent });
      const error = await failure(settle(texts(100), first(count)).then(() => answers.judge()));
      expect(error !== undefined).toBe(fails);
    },
  );

  it('is of all streams together, and its failure lists the most frequent reasons first', async () => {
    const { answers, settle, plans, newest, receive } = start({ maxRejectedPercent: 1 });
    await settle(texts(3), () => rejected('rare'));
    receive(5, plans[1]!);
    const others = batchOf(texts(5), { checkpoint: newest() });
    await answers.settle(plans[1]!, others, () => rejected('frequent'));
    expect(() => answers.judge()).toThrow(/8 of 8.*5 × frequent; 3 × rare/);
  });

  it('that is too high lets no state cover what was rejected', async () => {
    const { answers, plan, state, said, newest, receive } = start({ maxRejectedPercent: 0 });
    receive(100);
    const batch = batchOf(texts(100), { checkpoint: newest() });
    state();
    expect(said).toEqual([]);
    expect(await failure(answers.settle(plan, batch, first(1)))).toMatchObject({
      code: 'ERR_TOO_MANY_REJECTED',
    });
    expect(said).toEqual([]);
  });

  it('that is too high for a while holds states back until it is not', async () => {
    const { settle, state, said } = start({ maxRejectedPercent: 50 });
    await settle(texts(2), first(2));
    state();
    expect(said).toEqual([]);
    await settle(texts(2), first(0));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('"destinationStats":{"recordCount":0.0,"rejectedRecordCount":2.0}');
  });
});
