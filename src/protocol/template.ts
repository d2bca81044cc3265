import type { Input } from './reader.ts';
import { type Member, member, members } from './scan.ts';

/** Text before or after `data`: all of it, or what stands around the digits of `emitted_at`. */
type Frame =
  | { readonly all: string }
  | { readonly all?: never; readonly head: string; readonly tail: string };

/**
 * The text around `data` in a stream's records. A line that has this text around a valid JSON value is, by JSON's
 * grammar, a record of the same stream with that value as its `data`.
 */
export class RecordTemplate<Target> {
  private readonly before: Frame;
  private readonly after: Frame;
  private readonly target: Target;

  private constructor(before: Frame, after: Frame, target: Target) {
    this.before = before;
    this.after = after;
    this.target = target;
  }

  /** From a line that was parsed and is a record with a `data` member or none. */
  static learn<Target>(line: string, target: Target): { template?: RecordTemplate<Target>; text: string } {
    const record = member(members(line), 'record')!;
    const list = members(line, record.valueStart);
    const data = member(list, 'data');
    if (!data) return { text: 'null' };
    const text = line.slice(data.valueStart, data.valueEnd);
    const time = list.filter((each) => each.key === 'emitted_at');
    if (time.length > 1 || !time.every((each) => isTime(line, each.valueStart, each.valueEnd)))
      return { text };
    const before = frame(line, 0, data.valueStart, time[0]);
    const after = frame(line, data.valueEnd, line.length, time[0]);
    return { template: new RecordTemplate(before, after, target), text };
  }

  read(line: string): Input<Target> | undefined {
    const start = this.startOfData(line);
    if (start === -1) return undefined;
    const end = this.endOfData(line);
    if (end <= start) return undefined;
    const text = line.slice(start, end);
    try {
      return { type: 'RECORD', target: this.target, text, data: JSON.parse(text) };
    } catch {
      return undefined; // the slow way finds out what it is
    }
  }

  private startOfData(line: string): number {
    const { before } = this;
    if (before.all !== undefined) return line.startsWith(before.all) ? before.all.length : -1;
    if (!line.startsWith(before.head)) return -1;
    let end = before.head.length;
    while (isDigit(line.charCodeAt(end))) end++;
    const fits = isTime(line, before.head.length, end) && line.startsWith(before.tail, end);
    return fits ? end + before.tail.length : -1;
  }

  private endOfData(line: string): number {
    const { after } = this;
    if (after.all !== undefined) return line.endsWith(after.all) ? line.length - after.all.length : -1;
    if (!line.endsWith(after.tail)) return -1;
    const end = line.length - after.tail.length;
    let start = end;
    while (isDigit(line.charCodeAt(start - 1))) start--;
    return isTime(line, start, end) && line.endsWith(after.head, start) ? start - after.head.length : -1;
  }
}

function frame(line: string, from: number, to: number, time: Member | undefined): Frame {
  if (!time || time.valueStart < from || time.valueEnd > to) return { all: line.slice(from, to) };
  return { head: line.slice(from, time.valueStart), tail: line.slice(time.valueEnd, to) };
}

/** Whether the digits between two places are a number as JSON writes it: no leading zero, no more than 15 digits. */
function isTime(line: string, start: number, end: number): boolean {
  if (end <= start || end - start > 15 || line.charCodeAt(start) === 0x30) return false;
  for (let at = start; at < end; at++) if (!isDigit(line.charCodeAt(at))) return false;
  return true;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
