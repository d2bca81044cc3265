import { execFile } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { drainInput } from './stdin.ts';

const drained = (input: PassThrough, terminate?: AbortSignal) => {
  const clock = fakeClock();
  const outcome = { ended: false };
  const done = drainInput(() => input, clock, terminate).then(() => Object.assign(outcome, { ended: true }));
  return { clock, outcome, done };
};

describe('the input after a failure', () => {
  it('is read to its end, so that its writer can end', async () => {
    const input = new PassThrough({ highWaterMark: 10 });
    const { done } = drained(input);
    for (let i = 0; i < 100; i++) input.write('x'.repeat(100));
    input.end();
    await done;
    expect([input.writableFinished, input.destroyed]).toEqual([true, true]);
  });

  it('is closed after a second, whether its writer writes on or keeps silent', async () => {
    for (const text of ['x', '']) {
      const input = new PassThrough();
      const { clock, outcome } = drained(input);
      input.write(text);
      await clock.advance(999);
      expect([outcome.ended, input.destroyed]).toEqual([false, false]);
      await clock.advance(1);
      expect([outcome.ended, input.destroyed]).toEqual([true, true]);
    }
  });

  it('is closed immediately by a termination, before or during reading', async () => {
    const input = new PassThrough();
    const terminating = new AbortController();
    const { done } = drained(input, terminating.signal);
    terminating.abort();
    await done;
    await drained(new PassThrough(), AbortSignal.abort()).done;
    expect(input.destroyed).toBe(true);
  });

  it('may break, be closed already, or not exist', async () => {
    const broken = new PassThrough();
    const { done } = drained(broken);
    broken.destroy(new Error('broken'));
    await done;
    const closed = new PassThrough();
    closed.destroy();
    await drained(closed).done;
    await drainInput(() => {
      throw new Error('there is none');
    }, fakeClock());
  });
});

/**
 * Prints the most reads of the input in one turn of the event loop. Each takes a millisecond, in which the pipe is filled again.
 */
const READS = `
const { openStdin } = await import(process.argv[1]);
let inTurn = 0;
let most = 0;
const input = openStdin();
input.on('data', () => {
  most = Math.max(most, ++inTurn);
  for (const end = performance.now() + 1; performance.now() < end; );
});
const turn = () => {
  inTurn = 0;
  if (!input.readableEnded && !input.destroyed) setImmediate(turn);
};
turn();
input.on('end', () => console.log(most));`;

it('standard input is read once in a turn of the event loop, so that responses do not wait for many records', async () => {
  const module = new URL('stdin.ts', import.meta.url).href;
  const args = ['--conditions=@airbyte-ts/source', '--input-type=module', '--eval', READS, module];
  const script = 'head -c 4000000 /dev/zero | "$@"';
  const { stdout } = await promisify(execFile)('sh', ['-c', script, 'sh', process.execPath, ...args]);
  expect(Number(stdout)).toBe(1);
});
