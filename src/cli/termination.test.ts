import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onTermination } from './termination.ts';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const listeners = () => SIGNALS.map((signal) => process.listenerCount(signal));
const kill = vi.spyOn(process, 'kill');
const exit = vi.spyOn(process, 'exit');
let before: number[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  kill.mockReset().mockReturnValue(true);
  exit.mockReset().mockReturnValue(undefined as never);
  before = listeners();
});
afterEach(() => vi.useRealTimers());

describe('the end of the process', () => {
  it('is requested by a first signal, and the process ends by that signal when the work has ended', () => {
    for (const signal of SIGNALS) {
      kill.mockClear();
      const { terminate, end } = onTermination(new AbortController().signal);
      expect(terminate.aborted).toBe(false);
      process.emit(signal, signal);
      expect([terminate.aborted, kill.mock.calls]).toEqual([true, []]);
      expect((terminate.reason as Error).message).toBe(`stopped by ${signal}`);
      end();
      expect(kill.mock.calls).toEqual([[process.pid, signal]]);
      expect(listeners()).toEqual(before);
    }
  });

  it('comes at once with a second signal', () => {
    onTermination(new AbortController().signal);
    process.emit('SIGINT', 'SIGINT');
    process.emit('SIGTERM', 'SIGTERM');
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGTERM']]);
    expect(listeners()).toEqual(before);
  });

  it('comes with the exit code of the signal where a signal does not kill: in the first process of a container', () => {
    const codes = { SIGTERM: 143, SIGINT: 130, SIGHUP: 129 };
    for (const signal of SIGNALS) {
      exit.mockClear();
      const { end } = onTermination(new AbortController().signal);
      process.emit(signal, signal);
      end();
      expect(exit).not.toHaveBeenCalled();
      vi.runAllTimers();
      expect(exit.mock.calls).toEqual([[codes[signal]]]);
    }
  });

  it('comes eight seconds after the signal where the work does not end', () => {
    onTermination(new AbortController().signal);
    process.emit('SIGTERM', 'SIGTERM');
    vi.advanceTimersByTime(7_999);
    expect(kill.mock.calls).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGTERM']]);
  });

  it('is requested by a closed stdout; no signal is sent then', () => {
    const gone = new AbortController();
    const { terminate, end } = onTermination(gone.signal);
    gone.abort(new Error('gone'));
    expect(terminate.reason).toBe(gone.signal.reason);
    end();
    vi.runAllTimers();
    expect([kill.mock.calls, exit.mock.calls, listeners()]).toEqual([[], [], before]);
  });

  it('leaves no listener behind when nothing happened', () => {
    const { terminate, end } = onTermination(new AbortController().signal);
    end();
    expect([terminate.aborted, listeners(), kill.mock.calls]).toEqual([false, before, []]);
  });
});
