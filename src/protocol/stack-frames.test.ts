import { describe, expect, it } from 'vitest';
import { ConnectorError, type ErrorKind } from '../errors.ts';
import { framesOf } from './stack-frames.ts';

function thrown(kind: ErrorKind, message = 'It failed.') {
  const cause = new Error(message);
  cause.stack =
    `Error: ${message}\n    at Ledger.emitState (file:///x/dist/chunks/chunk-A.js:5:514)\n` +
    '    at async Module.write (file:///x/dist/chunks/chunk-A.js:6:14)\n    at node:internal/process/task_queues:95:5';
  return new ConnectorError(kind, message, { cause });
}

describe('an error of the configuration', () => {
  it.each(['config', 'auth', 'reject'] as const)('has no frames: %s', (kind) => {
    for (const isBundled of [true, false])
      expect(framesOf(thrown(kind), isBundled)).toStrictEqual({ stack: undefined, functions: undefined });
  });
});

describe('another error', () => {
  it.each(['bug', 'protocol', 'transient', 'rate_limit'] as const)(
    'has no frames of bundled code: %s',
    (kind) => {
      expect(framesOf(thrown(kind), true).stack).toBeUndefined();
    },
  );

  it('has the frames of source code, without the text of the error', () => {
    const { stack } = framesOf(thrown('transient', 'secret\n    at secret'), false);
    expect(stack).toMatch(/^\s+at Ledger\.emitState .*\n\s+at async Module\.write .*\n\s+at node:internal/);
    expect(stack).not.toContain('secret');
  });

  it('has the names of its functions where it is a fault of bundled code, and no positions', () => {
    expect(framesOf(thrown('bug', 'at secret (x)'), true).functions).toBe('Ledger.emitState < Module.write');
    expect(framesOf(thrown('transient'), true).functions).toBeUndefined();
  });

  it('has the names of eight functions at most, and none of functions without a name', () => {
    const withFrames = (...frames: string[]) => {
      const cause = new Error('bug');
      cause.stack = `Error: bug\n${frames.map((frame) => `    at ${frame}`).join('\n')}`;
      return framesOf(new ConnectorError('bug', 'bug', { cause }), true).functions;
    };
    const many = Array.from({ length: 12 }, (_, i) => `f${i} (file:///x.js:1:1)`);
    expect(withFrames(...many)).toBe('f0 < f1 < f2 < f3 < f4 < f5 < f6 < f7');
    expect(withFrames('<anonymous> (/home/open at night (1)/x.js:1:1)', 'f (x.js:1:1)')).toBe('f');
    expect(withFrames('file:///x.js:1:1')).toBeUndefined();
  });

  it('has frames also if its stack lacks the message or is missing, and only frames', () => {
    const stackOf = (stack: string | undefined) => {
      const cause = Object.assign(new Error('a message that was changed later'), { stack });
      return framesOf(new ConnectorError('bug', 'bug', { cause }), false).stack;
    };
    expect(stackOf('    at f (x.js:1:1)\n  secret: look at this\n    at g (x.js:1:1)')).toBe(
      '    at f (x.js:1:1)\n    at g (x.js:1:1)',
    );
    expect(stackOf(undefined)).toBe('');
  });
});
