import type { ConnectorError } from '../errors.ts';

const MAX_NAMES = 8;
/** The build puts this file into a bundle of another name. */
const IS_BUNDLED = !/\/stack-frames\.[jt]s$/.test(import.meta.url);

/** What a trace says about the place of an error. */
export interface Frames {
  /** Lines `at …`; undefined where they are of no use to a reader. */
  readonly stack: string | undefined;
  /** Names of the functions, innermost first: `sync < runSync`; undefined where the stack or the message says enough. */
  readonly functions: string | undefined;
}

/**
 * Returns frames without the text of the error, which a stack begins with. A `config_error` has none: its message says what to
 * do. Lines and columns of bundled code say nothing, so a system error has the names of its functions there.
 */
export function framesOf(error: ConnectorError, isBundled = IS_BUNDLED): Frames {
  const NONE = { stack: undefined, functions: undefined };
  if (error.failureType === 'config_error') return NONE;
  const lines = frameLines(error.cause instanceof Error ? error.cause : error);
  if (!isBundled) return { ...NONE, stack: lines.join('\n') };
  if (error.failureType !== 'system_error') return NONE;
  const names = lines.map((line) => /^\s+at (?:async )?([\w.]+) \(/.exec(line)?.[1] ?? '');
  const functions = names.filter((name) => name !== '').slice(0, MAX_NAMES);
  return { ...NONE, functions: functions.length > 0 ? functions.join(' < ') : undefined };
}

function frameLines({ message, stack = '' }: Error): readonly string[] {
  const at = stack.indexOf(message);
  const below = at === -1 ? stack : stack.slice(at + message.length);
  return below.split('\n').filter((line) => /^\s+at /.test(line));
}
