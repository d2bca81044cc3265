import { protocolError } from '../errors.ts';
import { isObject } from '../json.ts';
import { isMisspelt, kindOfJson, kindOfText } from './line-kind.ts';
import type { FoundData, Namespace, ParsedMessage } from './parsed-message.ts';
import { type FindData, RecordTemplate } from './template.ts';

const IGNORED = { type: 'IGNORED' } as const;
/**
 * Layouts that are learned at most; lines of other layouts are parsed whole, since comparing more layouts would cost more than
 * that.
 */
const MAX_TEMPLATES = 64;

/**
 * Reads lines into messages. Sources write the envelopes of a stream's records the same way each time, so the text
 * around `data` is learned from one record and compared in the next. Then only `data` is parsed, and its text is
 * available without serialising it. A line of any other layout is parsed whole.
 *
 * `resolve` returns the target of a stream's records; it throws for a stream that the catalog does not name. `find`
 * may recognise data that needs no parsing.
 */
export class MessageReader<Target, Found extends FoundData = FoundData> {
  private readonly templates: RecordTemplate<Target>[] = [];
  private last: RecordTemplate<Target> | undefined;
  private readonly resolve: (name: string, namespace: Namespace) => Target;
  private readonly find: FindData<Target, Found> | undefined;

  constructor(resolve: (name: string, namespace: Namespace) => Target, find?: FindData<Target, Found>) {
    this.resolve = resolve;
    this.find = find;
  }

  /** Reads the message in a part of a text: one line without its newline. */
  read(text: string, start: number, end: number, lineNumber: number): ParsedMessage<Target, Found> {
    return this.known(text, start, end) ?? this.parse(text.slice(start, end), lineNumber);
  }

  private known(text: string, start: number, end: number): ParsedMessage<Target, Found> | undefined {
    if (this.last !== undefined) {
      const read = this.last.read(text, start, end, this.find);
      if (read !== undefined) return read;
    }
    for (const template of this.templates) {
      if (template === this.last) continue;
      const read = template.read(text, start, end, this.find);
      if (read === undefined) continue;
      this.last = template;
      return read;
    }
    return undefined;
  }

  private parse(line: string, lineNumber: number): ParsedMessage<Target, Found> {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      throw protocolError(
        `Line ${lineNumber} of the input is not JSON (${line.length} characters). It is ${kindOfText(line)}. It may be ` +
          'a record, so the sync stops here instead of losing it; check what the source writes.',
        { code: 'ERR_LINE_NOT_JSON' },
      );
    }
    if (!isObject(message) || typeof message.type !== 'string') throw notAMessage(message, lineNumber);
    switch (message.type) {
      case 'RECORD':
        return this.record(line, message, lineNumber);
      case 'STATE':
        if (!isObject(message.state)) throw notAMessage(message, lineNumber);
        return { type: 'STATE', state: message.state, line };
      case 'TRACE':
        return status(message) ?? IGNORED;
      default:
        if (isMisspelt(message.type)) throw notAMessage(message, lineNumber);
        return IGNORED;
    }
  }

  private record(
    line: string,
    message: Readonly<Record<string, unknown>>,
    lineNumber: number,
  ): ParsedMessage<Target, Found> {
    const record = message.record;
    if (!isObject(record) || typeof record.stream !== 'string') throw notAMessage(message, lineNumber);
    const target = this.resolve(record.stream, record.namespace as Namespace);
    const { template, text } = RecordTemplate.learn(line, target);
    if (template && this.templates.length < MAX_TEMPLATES) {
      this.templates.push(template);
      this.last = template;
    }
    return { type: 'RECORD', target, text, data: record.data };
  }
}

function status(message: Readonly<Record<string, unknown>>): ParsedMessage<never, never> | undefined {
  const trace = message.trace;
  if (!isObject(trace) || trace.type !== 'STREAM_STATUS' || !isObject(trace.stream_status)) return undefined;
  const { stream_descriptor: stream, status: value } = trace.stream_status;
  if (!isObject(stream) || typeof stream.name !== 'string' || typeof value !== 'string') return undefined;
  return { type: 'STATUS', name: stream.name, namespace: stream.namespace as Namespace, status: value };
}

function notAMessage(value: unknown, lineNumber: number): Error {
  return protocolError(
    `Line ${lineNumber} of the input is JSON but not a message of the Airbyte protocol: it is ${kindOfJson(value)}. The ` +
      'sync stops here instead of losing it; check what the source writes.',
    { code: 'ERR_NOT_A_MESSAGE' },
  );
}
