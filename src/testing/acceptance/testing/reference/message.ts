import { broken } from './faults.ts';
import { Failure } from './output.ts';

export interface Name {
  readonly name: string;
  readonly namespace?: string | null;
}

export interface Message {
  readonly type: string;
  readonly record: {
    readonly stream: string;
    readonly namespace?: string | null;
    readonly data?: { readonly id?: string; readonly text?: string } | null;
  };
  readonly state: { readonly stream?: { readonly stream_descriptor: Name } };
  readonly trace?: { readonly stream_status?: { readonly status: string } };
}

/** Reads a line; returns undefined for a message that is ignored. @throws Failure */
export function messageOf(line: string): Message | undefined {
  if (broken('cuts-long-lines') && line.length > 1_000_000) return undefined;
  try {
    const message: Message = JSON.parse(line);
    if (typeof message?.type !== 'string') throw new Error('no type');
    return message;
  } catch (cause) {
    if (broken('skips-bad-lines')) return undefined;
    const failure = new Failure(
      `A line of the input is no message${broken('quotes-lines') ? `: ${line}` : '.'}`,
    );
    failure.cause = cause;
    throw failure;
  }
}
