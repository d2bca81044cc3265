import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const STAND_IN = new URL('stand-in.ts', import.meta.url).href;

/** Modules below one folder that can be loaded again, with their imports. */
export class Modules {
  readonly #root: string;
  readonly #importers = new Map<string, Set<string>>();
  #generation = 0;

  constructor(folder: string) {
    this.#root = `${pathToFileURL(folder).href}/`;
    registerHooks({
      resolve: (specifier, context, next) => {
        const { parentURL } = context;
        const inside = parentURL?.startsWith(this.#root) === true && !parentURL.includes('/node_modules/');
        if (inside && specifier === 'vitest') return { url: STAND_IN, shortCircuit: true };
        const resolved = next(specifier, context);
        if (!inside || !resolved.url.startsWith(this.#root)) return resolved;
        const [url, from] = [plain(resolved.url), plain(parentURL)];
        this.#importers.set(url, (this.#importers.get(url) ?? new Set()).add(from));
        return { ...resolved, url: this.#named(url) };
      },
    });
  }

  /** Imports a file and its imports; after `forget` they are evaluated again. */
  load(file: string): Promise<unknown> {
    return import(this.#named(pathToFileURL(file).href));
  }

  forget(): void {
    this.#generation++;
  }

  /** Returns the URLs of `files`, and of loaded modules that import one of them directly or indirectly. */
  dependants(files: readonly string[]): Set<string> {
    const found = new Set(files.map((file) => pathToFileURL(file).href));
    for (const url of found) for (const importer of this.#importers.get(url) ?? []) found.add(importer);
    return found;
  }

  #named(url: string): string {
    return this.#generation === 0 ? url : `${url}?${this.#generation}`;
  }
}

const plain = (url: string): string => url.split('?')[0]!;
