import { createHash } from 'node:crypto';
import { isObject } from '@airbyte-ts/cdk';
import type { EventLoopYielder } from '../imports/event-loop-yielder.ts';
import { shallowJson } from './shallow-json.ts';

/** Finds the lines of a document by their content. Equal lines are found one after another. */
export class SentLines {
  private count = 0;
  private readonly positions = new Map<string, { readonly indexes: number[]; next: number }>();
  /** Lengths of the lines that are not JSON: texts of other lengths match none of them. */
  private readonly lengths = new Set<number>();

  static async of(texts: Iterable<string>, yielder: EventLoopYielder): Promise<SentLines> {
    const lines = new SentLines();
    for (const text of texts) {
      lines.add(text);
      await yielder.after(text.length);
    }
    return lines;
  }

  get size(): number {
    return this.count;
  }

  /** Returns the line of the first content that matches one, and does not return that line again. */
  take(contents: Iterable<unknown>): number | undefined {
    for (const content of contents) {
      const positions = this.find(content);
      if (positions && positions.next < positions.indexes.length) return positions.indexes[positions.next++];
    }
    return undefined;
  }

  private add(text: string): void {
    const value = shallowJson(text);
    if (value === undefined) this.lengths.add(text.trim().length);
    const key = keyOf(value ?? text.trim());
    const positions = this.positions.get(key);
    if (positions) positions.indexes.push(this.count);
    else this.positions.set(key, { indexes: [this.count], next: 0 });
    this.count++;
  }

  private find(content: unknown) {
    if (typeof content !== 'string') return this.positions.get(keyOf(content));
    const value = shallowJson(content);
    if (value !== undefined) return this.positions.get(keyOf(value));
    const text = content.trim();
    return this.lengths.has(text.length) ? this.positions.get(keyOf(text)) : undefined;
  }
}

/** A short key that is the same for all ways of writing a JSON value. */
const keyOf = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('base64');

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}
