import { relative, resolve } from 'node:path';
import type { Modules } from './modules.ts';
import { collect, type Test } from './stand-in.ts';

/** A test of a loaded file. */
export interface LoadedTest extends Test {
  /** Path of its file, `#` and its title; unique. */
  readonly id: string;
  readonly file: string;
}

/** The test files that are loaded, and their tests by id. */
export class LoadedFiles {
  readonly #modules: Modules;
  readonly #tests = new Map<string, LoadedTest>();
  readonly #loaded = new Set<string>();

  constructor(modules: Modules) {
    this.#modules = modules;
  }

  /** Loads a test file, unless it is loaded. */
  async load(file: string): Promise<void> {
    if (this.#loaded.has(file)) return;
    this.#loaded.add(file);
    const name = relative(process.cwd(), resolve(file));
    for (const test of await collect(() => this.#modules.load(resolve(file)))) {
      let id = `${name}#${test.title}`;
      while (this.#tests.has(id)) id += "'";
      this.#tests.set(id, { ...test, id, file: name });
    }
  }

  all(): Iterable<LoadedTest> {
    return this.#tests.values();
  }

  /** Returns the tests with these ids; loads their files first if necessary. */
  async withIds(ids: readonly string[]): Promise<LoadedTest[]> {
    for (const id of ids) await this.load(id.split('#')[0]!);
    return ids.map((id) => this.#tests.get(id)!);
  }

  /** Unloads all modules, including those that are tested. */
  forget(): void {
    this.#modules.forget();
    this.#tests.clear();
    this.#loaded.clear();
  }
}
