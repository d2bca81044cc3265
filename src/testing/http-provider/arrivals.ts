import { isObject } from '../../json.ts';
import { canonical, type JsonText, memberOf, parseJsonText } from '../json-text.ts';
import type { Arrival } from '../subject.ts';

/** Where the records stand in the body of a request that delivers them. Paths are names with slashes between: `data/items`. */
export interface BodyShape {
  /** `json` by default: one value. `lines`: one JSON value a line. */
  readonly format?: 'json' | 'lines' | undefined;
  /** Where the list is; the body itself by default. What is no list is one record. */
  readonly records?: string | undefined;
  /** Where, in each of them, its key is. */
  readonly key: string;
  /** Where, in each of them, the record's own data is; it is the whole by default. */
  readonly data?: string | undefined;
}

/** The records in a body; undefined when it is not JSON. */
export function arrivalsIn(body: string, shape: BodyShape): Arrival[] | undefined {
  const texts = shape.format === 'lines' ? body.split('\n').filter((line) => line.trim() !== '') : [body];
  const values: unknown[] = [];
  try {
    for (const text of texts) values.push(JSON.parse(text));
  } catch {
    return undefined;
  }
  return texts.flatMap((text, i) => {
    const found = at(values[i], shape.records);
    const rows = Array.isArray(found) ? found : found === undefined ? [] : [found];
    const dataTexts = dataTextsIn(text, shape);
    return rows.map((row, n) => ({ key: keyText(at(row, shape.key)), text: dataTexts?.[n] ?? '' }));
  });
}

/** The records' own texts, digits included; undefined where they are nested deeper than a reader's stack. */
function dataTextsIn(text: string, shape: BodyShape): string[] | undefined {
  try {
    const found = textAt(parseJsonText(text), shape.records);
    const rows = found?.kind === 'array' ? found.items : found ? [found] : [];
    return rows.map((row) => {
      const data = textAt(row, shape.data);
      return data ? canonical(data) : '';
    });
  } catch {
    return undefined;
  }
}

const namesOf = (path = ''): string[] => path.split('/').filter((name) => name !== '');

const at = (value: unknown, path?: string): unknown =>
  namesOf(path).reduce((found, name) => (isObject(found) ? found[name] : undefined), value);

const textAt = (value: JsonText, path?: string): JsonText | undefined =>
  namesOf(path).reduce<JsonText | undefined>((found, name) => memberOf(found, name), value);

const keyText = (key: unknown): string => (typeof key === 'string' ? key : (JSON.stringify(key) ?? ''));
