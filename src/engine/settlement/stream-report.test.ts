import { describe, expect, it } from 'vitest';
import { createMeter } from '../../observer/meter.ts';
import { fakeClock } from '../../testing/fake-clock.ts';
import { reasonText, StreamReport, topReasons } from './stream-report.ts';

const report = (clock = fakeClock()) =>
  new StreamReport({ name: 'users', namespace: 'public' }, createMeter(clock));

describe('the report of a stream', () => {
  it('summarises outcomes, requests and waits', async () => {
    const clock = fakeClock();
    const one = report(clock);
    one.received = 10;
    one.delivered = 7;
    one.skipped = 1;
    one.rejected = 2;
    one.countReason('n is missing');
    one.countReason('n is missing');
    Object.assign(one.meter, { requests: 3, retries: 1 });
    one.meter.waits.start({ purpose: 'for jobs', now: 'waits for a job' });
    await clock.advance(1234);
    expect(one.settled).toBe(10);
    expect(one.summary()).toBe(
      'Stream "public.users": received 10, delivered 7, skipped 1, rejected 2 (2 × n is missing), requests 3, retries 1, waited 1.2 s for jobs.',
    );
  });

  it('mentions 0 rejected records and omits 0 skipped ones', () => {
    expect(report().summary()).toBe(
      'Stream "public.users": received 0, delivered 0, rejected 0, requests 0, retries 0, waited 0.0 s.',
    );
  });

  it('ends a sentence once, also where the reason and the provider message are sentences', () => {
    const one = report();
    one.rejected = 1;
    one.countReason('the API responded with 400.', 'No such user.');
    expect(one.summary()).toContain(
      'rejected 1 (1 × the API responded with 400 (the provider: No such user)), requests',
    );
    expect(reasonText('the API responded with 400.', undefined)).toBe('the API responded with 400');
  });

  it('reports whether a reason is new or known', () => {
    const one = report();
    expect(['a', 'b', 'a'].map((reason) => one.countReason(reason))).toEqual(['new', 'new', 'known']);
  });

  it('keeps the first loggable provider message and reports one that comes later', () => {
    const one = report();
    expect([undefined, 'too old', 'too young'].map((sample) => one.countReason('a', sample))).toEqual([
      ...['new', 'sample', 'known'],
    ]);
    expect(one.wantsSample('a')).toBe(false);
    expect(topReasons([one.reasons])).toBe('3 × a (the provider: too old)');
  });

  it('looks for a loggable message in the first 100 records of a reason', () => {
    const one = report();
    for (let count = 0; count < 99; count++) one.countReason('a');
    expect(one.wantsSample('a')).toBe(true);
    one.countReason('a');
    expect(one.wantsSample('a')).toBe(false);
  });

  it('looks for no loggable message of reasons after the 50th', () => {
    const one = report();
    for (let at = 0; at < 49; at++) one.countReason(`reason ${at}`);
    expect(one.wantsSample('the 50th')).toBe(true);
    expect(one.countReason('the 50th')).toBe('new');
    expect(one.wantsSample('the 51st')).toBe(false);
    expect(one.countReason('the 51st')).toBe('known');
  });

  it.each([
    [1, '1 record that the source marks as deleted (_ab_cdc_deleted_at) was skipped'],
    [2, '2 records that the source marks as deleted (_ab_cdc_deleted_at) were skipped'],
  ])('warns about skipped deletions in the number that fits %i', (deletions, text) => {
    const one = report();
    expect(one.skippedDeletions('users')).toBeUndefined();
    one.deletions = deletions;
    expect(one.skippedDeletions('users')).toContain(text);
  });

  it('counts all reasons after the 50th together, without losing a record', () => {
    const one = report();
    const isNew = Array.from({ length: 1000 }, (_, at) => one.countReason(`reason ${at}`));
    one.countReason('reason 3');
    expect(isNew.filter((each) => each === 'new')).toHaveLength(50);
    expect(one.reasons.size).toBe(51);
    expect(one.reasons.get('reason 3')?.count).toBe(2);
    expect([...one.reasons.values()].reduce((sum, { count }) => sum + count, 0)).toBe(1001);
  });
});

describe('the top reasons', () => {
  it('start with the most frequent one and end with the number of further ones', () => {
    const reasons = new Map(
      [...'abcdefg'].map((name, count) => [name, { count, sample: undefined }] as const),
    );
    expect(topReasons([reasons])).toBe('6 × g; 5 × f; 4 × e; 3 × d; 2 × c; and 2 more reasons');
    expect(topReasons([reasons], 7)).toBe('6 × g; 5 × f; 4 × e; 3 × d; 2 × c; 1 × b; 0 × a');
    expect(topReasons([])).toBe('');
  });

  it('add up the records of all streams that were rejected for the same reason', () => {
    const reasons = (count: number) => new Map([['too old', { count, sample: undefined }]]);
    expect(topReasons([reasons(2), reasons(3)])).toBe('5 × too old');
  });
});
