import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { logMessage } from './output.ts';
import { createOutput } from './stdout.ts';

/** A reader that takes one chunk per call. */
function slowReader(highWaterMark = 16) {
  const got: string[] = [];
  let next: ((error?: Error) => void) | undefined;
  const stream = new Writable({
    highWaterMark,
    write(chunk: Buffer, _encoding, done) {
      got.push(chunk.toString());
      next = done;
    },
  });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    stream,
    got,
    async take(): Promise<void> {
      const done = next;
      next = undefined;
      done?.();
      await turn();
    },
    async leave(): Promise<void> {
      const error: NodeJS.ErrnoException = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
      next ? next(error) : stream.destroy(error);
      await turn();
    },
  };
}

describe('createOutput', () => {
  it('writes whole lines in order at any speed of the reader', async () => {
    const reader = slowReader();
    const output = createOutput(reader.stream, () => undefined);
    output.line('{"a":1}');
    output.message(logMessage('INFO', 'a\nb'));
    output.line('é😀');
    for (let turn = 0; turn < 5; turn++) await reader.take();
    expect(reader.got.join('')).toBe(
      '{"a":1}\n{"type":"LOG","log":{"level":"INFO","message":"a\\nb"}}\né😀\n',
    );
  });

  it('can be created for many commands of one process without a warning of a leak', async () => {
    const warnings: string[] = [];
    const warn = ({ name }: Error) => void warnings.push(name);
    process.on('warning', warn);
    const { stream } = slowReader();
    for (let command = 0; command < 20; command++) createOutput(stream, () => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', warn);
    expect(warnings).toEqual([]);
  });

  it('is blocked exactly while the reader is behind', async () => {
    const reader = slowReader(16);
    const output = createOutput(reader.stream, () => undefined);
    output.line('x');
    expect(output.blocked).toBe(false);
    output.line('x'.repeat(20));
    expect(output.blocked).toBe(true);
    await reader.take();
    await reader.take();
    expect(output.blocked).toBe(false);
  });

  it('drained() resolves when all earlier lines have reached the reader, not sooner', async () => {
    const reader = slowReader();
    const output = createOutput(reader.stream, () => undefined);
    output.line('1');
    output.line('2');
    let drained = false;
    const waiting = output.drained().then(() => {
      drained = true;
    });
    await reader.take();
    expect(drained).toBe(false);
    await reader.take();
    await reader.take();
    await waiting;
    expect(reader.got.join('')).toBe('1\n2\n');
  });

  it('calls onClosed once when the reader closes; then nothing waits or throws', async () => {
    const reader = slowReader();
    let closings = 0;
    const output = createOutput(reader.stream, () => void closings++);
    output.line('x'.repeat(100));
    const waiting = output.drained();
    expect([output.closed, output.blocked]).toEqual([false, true]);
    await reader.leave();
    await waiting;
    expect([output.closed, output.blocked, closings]).toEqual([true, false, 1]);
    output.line('more');
    output.message(logMessage('INFO', 'more'));
    await output.drained();
    await reader.leave();
    expect(closings).toBe(1);
    expect(reader.got.join('')).toBe(`${'x'.repeat(100)}\n`);
  });

  it('does nothing after an error of a stream that is not destroyed, at which all waits end', async () => {
    const got: string[] = [];
    const stream = new Writable({
      autoDestroy: false,
      write: (chunk: Buffer) => void got.push(chunk.toString()),
    });
    const calls: string[] = [];
    const output = createOutput(
      stream,
      () => void calls.push('closed'),
      () => void calls.push('line'),
    );
    output.line('1');
    const waits = [output.drained(), output.drained()];
    for (let i = 0; i < 2; i++) stream.emit('error', new Error('write EPIPE'));
    await Promise.all(waits);
    output.line('2');
    await output.drained();
    expect([got, calls]).toEqual([['1\n'], ['line', 'closed']]);
  });
});
