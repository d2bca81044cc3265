import type { Namespace, ParsedMessage } from '../parsed-message.ts';
import { MessageReader } from '../reader.ts';

/** Returns the target of a stream's records. */
export const targetOf = (name: string, namespace: Namespace): string => `${namespace ?? '-'}/${name}`;

export const newReader = (): MessageReader<string> => new MessageReader(targetOf);

/** Reads a line inside a larger text, as the splitter emits it. */
export function readLine<T>(reader: MessageReader<T>, line: string, lineNumber = 1): ParsedMessage<T> {
  const before = '{"type":"LOG"}\n17\n';
  return reader.read(
    `${before}${line}\n{"type":"LOG"}\n`,
    before.length,
    before.length + line.length,
    lineNumber,
  );
}
