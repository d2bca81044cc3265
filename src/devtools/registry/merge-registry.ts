import { isObject } from '../../json.ts';
import { stringifyExact } from '../../protocol/exact.ts';
import { parseExact } from '../../protocol/parse-exact.ts';
import type { DestinationDefinition } from './destination-definition.ts';

type Entry = Readonly<Record<string, unknown>>;

/** The content of `oss_registry.json`. Numbers of a parsed one may be ExactNumbers. */
export interface Registry {
  readonly sources: readonly Entry[];
  readonly destinations: readonly Entry[];
}

/** Parses a saved registry. Throws an `Error` that names the file if it is none. */
export function parseRegistry(text: string, file: string): Registry {
  const isList = (value: unknown): boolean => Array.isArray(value) && value.every(isObject);
  let registry: unknown;
  try {
    registry = parseExact(text);
  } catch (thrown) {
    throw new Error(`${file} is not JSON: ${(thrown as Error).message}.`);
  }
  if (!isObject(registry) || !isList(registry.sources) || !isList(registry.destinations))
    throw new Error(
      `${file} is not a registry: it lacks the lists "sources" and "destinations". Pass a copy of registries/v0/oss_registry.json.`,
    );
  return registry as unknown as Registry;
}

/**
 * Adds definitions to a registry: each replaces the destinations with its id or its image, in the place of the first of them, and
 * a new one comes last. All other entries stay as they are.
 */
export function mergedRegistry(base: Registry, definitions: readonly DestinationDefinition[]): Registry {
  let destinations = base.destinations;
  for (const definition of definitions) {
    const at = destinations.findIndex((entry) => isSame(entry, definition));
    const others = destinations.filter((entry) => !isSame(entry, definition));
    destinations = others.toSpliced(at < 0 ? others.length : at, 0, definition);
  }
  return { ...base, destinations };
}

/** Whether a definition replaces this destination. */
function isSame(entry: Entry, { destinationDefinitionId, dockerRepository }: DestinationDefinition): boolean {
  return (
    String(entry.destinationDefinitionId).toLowerCase() === destinationDefinitionId.toLowerCase() ||
    entry.dockerRepository === dockerRepository
  );
}

/** Writes a registry with an entry per line, so that two versions can be compared. Numbers keep their text. */
export function registryText(registry: Registry): string {
  const members = Object.entries(registry).map(([name, value]: [string, unknown]) => {
    const lines = Array.isArray(value) ? value.map(stringifyExact) : undefined;
    return `${JSON.stringify(name)}: ${lines === undefined ? stringifyExact(value) : `[\n${lines.join(',\n')}\n]`}`;
  });
  return `{\n${members.join(',\n')}\n}\n`;
}
