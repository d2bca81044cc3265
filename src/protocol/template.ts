import { literalPattern } from '../text/literal-pattern.ts';
import { isDigit } from './is-digit.ts';
import { learnedPattern } from './learned-pattern.ts';
import type { FoundData, ParsedMessage } from './parsed-message.ts';
import { type Member, member, members } from './scan.ts';

/** Returns the `data` that begins at `start` if it is known without parsing. */
export type FindData<Target, Found extends FoundData> = (
  target: Target,
  text: string,
  start: number,
) => Found | undefined;

/** Characters on each side of `data`. Longer texts, such as many `meta.changes`, differ from line to line and are not learned. */
const MAX_AROUND = 4096;

/**
 * The text around `data` in a stream's records. A line that has this text around a valid JSON value is, by JSON's
 * grammar, a record of the same stream with that value as its `data`.
 *
 * The texts are compared by sticky regular expressions, which V8 runs several times faster than `startsWith`.
 */
export class RecordTemplate<Target> {
  private readonly before: RegExp;
  private readonly after: RegExp;
  /**
   * Characters after `data` in the previous line. Usually the same in the next: times keep their number of digits for centuries.
   */
  private width: number;
  /** Characters before and after the digits of `emitted_at` in the text after `data`, if it is there. */
  private readonly head: number;
  private readonly tail: number;
  private readonly timed: boolean;
  private readonly target: Target;

  private constructor({ line, data, time, around }: Learned, target: Target) {
    const timed = time !== undefined && time.valueStart > data.valueEnd;
    this.before = around.before;
    this.after = around.after;
    this.head = timed ? time.valueStart - data.valueEnd : 0;
    this.tail = line.length - (timed ? time.valueEnd : data.valueEnd);
    this.width = line.length - data.valueEnd;
    this.timed = timed;
    this.target = target;
  }

  /** Learns from a parsed line that is a record, with or without `data`. A line that can't be learned gives only its text. */
  static learn<Target>(line: string, target: Target): { template?: RecordTemplate<Target>; text: string } {
    const record = member(members(line), 'record')!;
    const list = members(line, record.valueStart);
    const data = member(list, 'data');
    if (!data) return { text: 'null' };
    const text = line.slice(data.valueStart, data.valueEnd);
    const times = list.filter((each) => each.key === 'emitted_at');
    const plain =
      times.length <= 1 && times.every((each) => TIME.test(line.slice(each.valueStart, each.valueEnd)));
    const around = plain ? aroundData(line, data, times[0]) : undefined;
    if (!around) return { text };
    return { template: new RecordTemplate({ line, data, time: times[0], around }, target), text };
  }

  /**
   * Returns the record in this part of a text if it has this layout. Undefined if that is not certain: then the caller parses the
   * whole line.
   */
  read<Found extends FoundData>(
    text: string,
    start: number,
    end: number,
    find?: FindData<Target, Found>,
  ): ParsedMessage<Target, Found> | undefined {
    try {
      this.before.lastIndex = start;
      if (!this.before.test(text)) return undefined;
      const dataStart = this.before.lastIndex;
      const found = find?.(this.target, text, dataStart);
      if (found !== undefined && this.isAfter(text, found.end, end))
        return { type: 'KNOWN', target: this.target, text: text.slice(dataStart, found.end), found };
      const dataEnd = this.endOfData(text, end);
      if (dataEnd <= dataStart) return undefined;
      const data = text.slice(dataStart, dataEnd);
      return { type: 'RECORD', target: this.target, text: data, data: JSON.parse(data) };
    } catch {
      return undefined; // not JSON, or V8 can't execute the expression
    }
  }

  private endOfData(text: string, end: number): number {
    if (this.isAfter(text, end - this.width, end)) return end - this.width;
    if (!this.timed) return -1;
    let at = end - this.tail;
    while (isDigit(text.charCodeAt(at - 1))) at--;
    at -= this.head;
    if (!this.isAfter(text, at, end)) return -1;
    this.width = end - at;
    return at;
  }

  private isAfter(text: string, at: number, end: number): boolean {
    this.after.lastIndex = Math.max(0, at);
    return this.after.test(text) && this.after.lastIndex === end;
  }
}

/** A JSON number without leading zeros, with at most as many digits as a time. */
const TIME = /^[1-9]\d{0,14}$/;

/** Patterns for the text before and after `data`. */
interface Around {
  readonly before: RegExp;
  readonly after: RegExp;
}

/** A line from which a template is made, with the positions of its parts. */
interface Learned {
  readonly line: string;
  readonly data: Member;
  /** `emitted_at`, if the line has it. */
  readonly time: Member | undefined;
  readonly around: Around;
}

function aroundData(line: string, data: Member, time: Member | undefined): Around | undefined {
  if (data.valueStart > MAX_AROUND || line.length - data.valueEnd > MAX_AROUND) return undefined;
  const before = sticky(line, 0, data.valueStart, time);
  const after = sticky(line, data.valueEnd, line.length, time);
  return before && after && { before, after };
}

/** Compiles a pattern that matches this part of a line at `lastIndex`, with any time in place of its time. */
function sticky(line: string, from: number, to: number, time: Member | undefined): RegExp | undefined {
  const part = line.slice(from, to);
  if (!time || time.valueStart < from || time.valueEnd > to)
    return learnedPattern(literalPattern(part), part);
  const head = line.slice(from, time.valueStart);
  const tail = line.slice(time.valueEnd, to);
  return learnedPattern(`${literalPattern(head)}[1-9][0-9]{0,14}${literalPattern(tail)}`, part);
}
