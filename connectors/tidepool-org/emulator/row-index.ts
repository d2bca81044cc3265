/** Finds rows by a key. Most keys have a single row, which needs no list. */
export class RowIndex<R> {
  readonly #rows = new Map<string, R | Set<R>>();

  add(key: string, row: R): void {
    const found = this.#rows.get(key);
    if (found === undefined) this.#rows.set(key, row);
    else if (found instanceof Set) found.add(row);
    else this.#rows.set(key, new Set([found, row]));
  }

  remove(key: string, row: R): void {
    const found = this.#rows.get(key);
    if (found === row) this.#rows.delete(key);
    else if (found instanceof Set && found.delete(row) && found.size === 0) this.#rows.delete(key);
  }

  /** A copy, so that rows can be removed while it is read. */
  get(key: string): readonly R[] {
    const found = this.#rows.get(key);
    if (found === undefined) return [];
    return found instanceof Set ? [...found] : [found];
  }
}
