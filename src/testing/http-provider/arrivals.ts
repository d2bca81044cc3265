import { isObject } from '../../json.ts';
import { canonical, type JsonText, memberOf, parseJsonText } from '../json-text.ts';
import type { Arrival } from '../subject.ts';

/** Positions of records in the body of a request. Paths are names separated by slashes: `data/items`. */
export interface BodyShape {
  /** `json` (default): one value. `lines`: one JSON value per line. */
  readonly format?: 'json' | 'lines' | undefined;
  /** Path of the list; the body itself by default. A value that is not a list is one record. */
  readonly records?: string | undefined;
  /** Path of the key in each record. */
  readonly key: string;
  /** Path of the data in each record; the whole record by default. */
  readonly data?: string | undefined;
}

/** Returns the records in a body; undefined if it is not JSON. */
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

/** Returns the texts of records, including all digits; undefined if they are nested deeper than the parser's stack. */
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
