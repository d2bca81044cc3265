import type { Problem } from './problem.ts';

/** Members of an object that was read. */
export type Fields = Record<string, unknown>;

/** Type of the datum that an error is about; data sets have none. */
export interface Meta {
  readonly type: string;
  readonly subType?: string;
  readonly deliveryType?: string;
}

/** An error in the service's words. `pointer` is a JSON pointer into the posted body. */
export interface ServiceError {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly source: { readonly pointer: string };
  readonly meta?: Meta;
}

/** State that all places of a request share. */
export interface Run {
  readonly errors: ServiceError[];
  /** Embedded data, which are stored separately. */
  readonly splitOff: Fields[];
  readonly uploadId: string;
  readonly newId: () => string;
}

/** Path of a value: names from the value outwards. Most values are valid, so a JSON pointer is built for an error only. */
interface Path {
  readonly outer: Path | undefined;
  readonly name: string | number;
}

function pointerOf(path: Path | undefined): string {
  if (path === undefined) return '';
  const segment = String(path.name).replaceAll('~', '~0').replaceAll('/', '~1');
  return `${pointerOf(path.outer)}/${segment}`;
}

/** Position of a value: its path, for errors, and the objects that contain it, for rules that depend on them. */
export class Place {
  readonly run: Run;
  /** The object that holds the value. */
  readonly owner: Fields;
  /** The whole datum, which contains the units of its glucose values. */
  readonly datum: Fields;
  readonly meta: Meta | undefined;
  readonly #path: Path | undefined;

  constructor(run: Run, path?: Path, owner: Fields = {}, datum: Fields = {}, meta?: Meta) {
    this.run = run;
    this.#path = path;
    this.owner = owner;
    this.datum = datum;
    this.meta = meta;
  }

  member(name: string | number, owner: Fields = {}): Place {
    return new Place(this.run, { outer: this.#path, name }, owner, this.datum, this.meta);
  }

  within(datum: Fields): Place {
    return new Place(this.run, this.#path, this.owner, datum, this.meta);
  }

  /** Sets the meta unless it is set: errors inside an embedded datum name the outer datum. */
  about(meta: Meta): Place {
    return new Place(this.run, this.#path, this.owner, this.datum, this.meta ?? meta);
  }

  report(problem: Problem | undefined): void {
    if (!problem) return;
    const { code, title, detail } = problem;
    const error = { code, title, detail, source: { pointer: pointerOf(this.#path) } };
    this.run.errors.push(this.meta ? { ...error, meta: this.meta } : error);
  }
}
