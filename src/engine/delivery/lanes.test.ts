import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../testing/fake-clock.ts';
import { gate } from '../testing/fixtures.ts';
import { Lanes, laneOf } from './lanes.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('lanes', () => {
  it('run each job once, in the order of its lane, at most one per lane, and are idle when all jobs have ended', async () => {
    const job = fc.record({
      lane: fc.option(fc.nat(3), { nil: undefined }),
      takes: fc.nat(50),
      later: fc.nat(20),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(job, { maxLength: 40 }),
        async (count, jobs) => {
          const clock = fakeClock();
          const lanes = new Lanes(count);
          const started: number[] = [];
          const ended: number[] = [];
          let idleAt = -1;
          let active = 0;
          for (const [index, { lane, takes, later }] of jobs.entries()) {
            const own = lane === undefined ? undefined : lane % count;
            lanes.submit(async () => {
              const before = jobs
                .slice(0, index)
                .flatMap((each, other) =>
                  own !== undefined && each.lane !== undefined && each.lane % count === own ? [other] : [],
                );
              expect(ended).toEqual(expect.arrayContaining(before));
              started.push(index);
              expect(++active).toBeLessThanOrEqual(count);
              await clock.sleep(takes);
              active--;
              ended.push(index);
            }, own);
            await clock.advance(later);
            expect(lanes.active).toBe(active);
            expect(lanes.backlog).toBe(index + 1 - started.length);
            // A job without a lane waits only while all lanes are busy.
            if (own === undefined && !started.includes(index)) expect(active).toBe(count);
          }
          const idle = lanes.idle().then(() => {
            idleAt = ended.length;
          });
          await clock.drain();
          await idle;
          expect(started.toSorted((a, b) => a - b)).toEqual(jobs.map((_, index) => index));
          expect(ended.length).toBe(jobs.length);
          expect(idleAt).toBe(jobs.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('resolve idle() when the last job has ended, and at once without jobs', async () => {
    const lanes = new Lanes(2);
    await lanes.idle();
    const gates = [gate(), gate(), gate()];
    for (const { passed } of gates) lanes.submit(() => passed);
    let isIdle = false;
    const idle = lanes.idle().then(() => {
      isIdle = true;
    });
    gates[0]!.open();
    gates[1]!.open();
    await tick();
    expect(isIdle).toBe(false);
    gates[2]!.open();
    await idle;
    expect(lanes.active).toBe(0);
  });

  it('clear() removes jobs that have not started and lets running ones finish', async () => {
    const lanes = new Lanes(1);
    const first = gate();
    const ran: string[] = [];
    lanes.submit(() => first.passed.then(() => void ran.push('first')));
    lanes.submit(() => Promise.resolve(void ran.push('second')), 0);
    lanes.submit(() => Promise.resolve(void ran.push('third')));
    let isIdle = false;
    void lanes.idle().then(() => {
      isIdle = true;
    });
    lanes.clear();
    expect(lanes.backlog).toBe(0);
    await tick();
    expect(isIdle).toBe(false);
    first.open();
    await tick();
    expect(isIdle).toBe(true);
    expect(ran).toEqual(['first']);
  });

  it('start a job when what it waits for has resolved, and hold up later jobs of its lane alone', async () => {
    const lanes = new Lanes(2);
    const before = [gate(), gate()] as const;
    const ran: string[] = [];
    const job = (name: string) => () => Promise.resolve(void ran.push(name));
    lanes.submit(
      job('waits'),
      0,
      before.map(({ passed }) => passed),
    );
    lanes.submit(job('behind it'), 0);
    lanes.submit(job('other lane'), 1);
    lanes.submit(job('any lane'));
    await tick();
    expect([ran, lanes.backlog, lanes.count]).toEqual([['other lane', 'any lane'], 2, 2]);
    before[0].open();
    await tick();
    expect(ran).toHaveLength(2);
    before[1].open();
    await lanes.idle();
    expect(ran.slice(2)).toEqual(['waits', 'behind it']);
  });

  it('start a job without a lane when what it waits for has resolved, and are not idle before', async () => {
    const lanes = new Lanes(1);
    const before = gate();
    const ran: string[] = [];
    lanes.submit(() => Promise.resolve(void ran.push('waits')), undefined, [before.passed]);
    let isIdle = false;
    const idle = lanes.idle().then(() => {
      isIdle = true;
    });
    lanes.submit(() => Promise.resolve(void ran.push('other')));
    await tick();
    expect([ran, lanes.backlog, lanes.active, isIdle]).toEqual([['other'], 1, 0, false]);
    before.open();
    await idle;
    expect(ran).toEqual(['other', 'waits']);
  });

  it('do not start a job that was removed while it waited for others, and are idle once it is removed', async () => {
    const lanes = new Lanes(1);
    const before = gate();
    const ran: string[] = [];
    lanes.submit(() => Promise.resolve(void ran.push('waits')), undefined, [before.passed]);
    const idle = lanes.idle();
    lanes.clear();
    await idle;
    before.open();
    await tick();
    expect([ran, lanes.backlog]).toEqual([[], 0]);
  });

  it('accept new jobs after they were idle', async () => {
    const lanes = new Lanes(1);
    const ran: number[] = [];
    for (const n of [1, 2]) {
      lanes.submit(() => Promise.resolve(void ran.push(n)), 0);
      await lanes.idle();
    }
    expect(ran).toEqual([1, 2]);
  });
});

describe('laneOf', () => {
  it('returns the same existing lane for a key every time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 64 }), (key, count) => {
        const lane = laneOf(key, count);
        expect(lane).toBe(laneOf(`${key}`, count));
        expect(Number.isInteger(lane) && lane >= 0 && lane < count).toBe(true);
      }),
    );
  });

  it('spreads similar keys over the lanes', () => {
    const used = new Set(Array.from({ length: 1000 }, (_, index) => laneOf(`user-${index}`, 16)));
    expect(used.size).toBe(16);
  });
});
