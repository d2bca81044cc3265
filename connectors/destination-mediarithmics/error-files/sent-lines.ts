import { createHash } from 'node:crypto';
import { isObject } from '#cdk';
import type { Turns } from '../imports/turns.ts';
import { shallowJson } from './shallow-json.ts';

/** The lines of a document, found by what they say. Lines that say the same are found one after the other. */
export class SentLines {
  private count = 0;
  private readonly places = new Map<string, { readonly indexes: number[]; next: number }>();
  /** Of lines that are no JSON: nothing of another length has to be looked for. */
  private readonly lengths = new Set<number>();

  static async of(texts: Iterable<string>, turns: Turns): Promise<SentLines> {
    const lines = new SentLines();
    for (const text of texts) {
      lines.add(text);
      await turns.after(text.length);
    }
    return lines;
  }

  get size(): number {
    return this.count;
  }

  /** The line that one of these is, the first of them that is any. */
  take(contents: Iterable<unknown>): number | undefined {
    for (const content of contents) {
      const places = this.find(content);
      if (places && places.next < places.indexes.length) return places.indexes[places.next++];
    }
    return undefined;
  }

  private add(text: string): void {
    const value = shallowJson(text);
    if (value === undefined) this.lengths.add(text.trim().length);
    const key = keyOf(value ?? text.trim());
    const places = this.places.get(key);
    if (places) places.indexes.push(this.count);
    else this.places.set(key, { indexes: [this.count], next: 0 });
    this.count++;
  }

  private find(content: unknown) {
    if (typeof content !== 'string') return this.places.get(keyOf(content));
    const value = shallowJson(content);
    if (value !== undefined) return this.places.get(keyOf(value));
    const text = content.trim();
    return this.lengths.has(text.length) ? this.places.get(keyOf(text)) : undefined;
  }
}

/** The same for all ways of writing one JSON value, in a few bytes. */
const keyOf = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('base64');

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}
