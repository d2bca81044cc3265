import type { AnyOperation } from '../../define/operation.ts';
import type { SharedConfig } from '../../define/shared-config.ts';
import { closestMatch, likelyTypo } from '../../text/closest-match.ts';
import { isPlatformColumn } from '../identity/ids.ts';
import { type FieldSchema, fieldSchema } from '../schema/field-schema.ts';
import { fieldPath, flatPath, hasEmptyPart } from './field-path.ts';

/** Problems of mappings. Sentences name streams, columns and fields as the configuration does. */
export interface MappingFaults {
  /** Contradictions and misspelt fields: data would be lost. */
  readonly errors: readonly string[];
  /** Possible mistakes: a mapping to a field that does not exist may be meant to leave a column out. */
  readonly warnings: readonly string[];
}

type FieldMapping = NonNullable<SharedConfig['field_mappings']>[number];
type StreamMapping = NonNullable<SharedConfig['stream_mappings']>[number];

/** Finds contradicting mappings of one stream. A sync would use the first object and the last column. */
export function contradictions({
  field_mappings = [],
  stream_mappings = [],
}: SharedConfig): readonly string[] {
  return [...twoObjects(stream_mappings), ...twoColumns(field_mappings)];
}

export function findMappingFaults(config: SharedConfig, operations: readonly AnyOperation[]): MappingFaults {
  const { field_mappings: fields = [], stream_mappings: streams = [] } = config;
  const unknown = fields.map((mapping, at) => {
    const targets = targetsOf(mapping, streams, operations);
    return unfinishedPath(mapping, at, targets) ?? unknownField(mapping, at, targets);
  });
  return {
    errors: [...contradictions(config), ...unknown.flatMap((each) => each?.error ?? [])],
    warnings: unknown.flatMap((each) => each?.warning ?? []),
  };
}

function twoObjects(mappings: readonly StreamMapping[]): readonly string[] {
  return pairs(mappings, (one, other) => {
    const isSame =
      one.stream_name === other.stream_name &&
      (one.stream_namespace || '') === (other.stream_namespace || '');
    return isSame && one.object !== other.object;
  }).map(
    ([at, before]) =>
      `Stream Mappings (stream_mappings[${before}] and stream_mappings[${at}]) map the stream "${mappings[at]!.stream_name}" to two objects, "${mappings[before]!.object}" and "${mappings[at]!.object}". Keep one of them.`,
  );
}

/** For one stream only: mappings of all streams may name columns that no single stream has. */
function twoColumns(mappings: readonly FieldMapping[]): readonly string[] {
  return pairs(
    mappings,
    (one, other) =>
      Boolean(one.stream_name) &&
      one.stream_name === other.stream_name &&
      one.destination_field === other.destination_field &&
      one.source_field !== other.source_field,
  ).map(
    ([at, before]) =>
      `Field Mappings (field_mappings[${before}] and field_mappings[${at}]) give the field "${mappings[at]!.destination_field}" two columns of the stream "${mappings[at]!.stream_name}", "${mappings[before]!.source_field}" and "${mappings[at]!.source_field}". Keep one of them.`,
  );
}

/** Returns each entry that contradicts an earlier one, with the first such. */
function pairs<T>(
  all: readonly T[],
  contradict: (one: T, other: T) => boolean,
): readonly (readonly [at: number, before: number])[] {
  return all.flatMap((each, at) => {
    const before = all.slice(0, at).findIndex((other) => contradict(each, other));
    return before === -1 ? [] : [[at, before] as const];
  });
}

/** Returns the operations that a mapping's records may use: all of them if nothing selects one. */
function targetsOf(
  { stream_name: stream }: FieldMapping,
  mappings: readonly StreamMapping[],
  operations: readonly AnyOperation[],
): readonly AnyOperation[] {
  const objects = mappings.filter((each) => stream && each.stream_name === stream).map((each) => each.object);
  const mapped = operations.filter((each) => objects.includes(each.object));
  return mapped.length > 0 ? mapped : operations;
}

interface Fault {
  readonly error?: string;
  readonly warning?: string;
}

const isNamed = (field: string, at: number): string =>
  `Field Mappings > Destination Field (field_mappings[${at}].destination_field) is "${field}", `;

/** Warns of a name such as `No.` in an object with paths: it is used as a name, perhaps by mistake. */
function unfinishedPath(
  { destination_field: field }: FieldMapping,
  at: number,
  targets: readonly AnyOperation[],
): Fault | undefined {
  if (!hasEmptyPart(field) || targets.every(({ flat }) => flat)) return undefined;
  return {
    warning: `${isNamed(field, at)}which has nothing before or after a dot, so it is taken as one name. Write \\. for a dot that belongs to the name, or complete the path.`,
  };
}

function unknownField(
  { destination_field: field }: FieldMapping,
  at: number,
  targets: readonly AnyOperation[],
): Fault | undefined {
  const found = targets.map((operation) => look(field, operation));
  if (targets.length === 0 || found.some((each) => each.is === 'known')) return undefined;
  const names = found.flatMap((each) => each.names);
  const misspelt = likelyTypo(field, names) ?? marked(field, names);
  const subject = isNamed(field, at);
  if (found.some((each) => each.is === 'taken'))
    return misspelt === undefined
      ? undefined
      : { warning: `${subject}which is sent under this name. Did you mean "${misspelt}"?` };
  const objects = new Set(targets.map((each) => each.object));
  const whose = objects.size === 1 ? `the object "${[...objects][0]}" does not have` : 'no object has';
  const lossMessage = `${subject}a field that ${whose}, so the column is not sent.`;
  if (misspelt !== undefined) return { error: `${lossMessage} Did you mean "${misspelt}"?` };
  const near = closestMatch(field, names);
  return { warning: `${lossMessage}${near === undefined ? '' : ` The nearest field is "${near}".`}` };
}

/**
 * Returns the nearest field with a `$`: a name with one is rarely the user's own, even if it is too short to be compared
 * otherwise.
 */
function marked(field: string, names: readonly string[]): string | undefined {
  if (!field.startsWith('$')) return undefined;
  return closestMatch(
    field,
    names.filter((name) => name.startsWith('$')),
  );
}

interface Look {
  /** Whether the object declares the field, accepts it undeclared, or neither. */
  readonly is: 'known' | 'taken' | 'unknown';
  /** Declared fields at its place, with their paths. */
  readonly names: readonly string[];
}

function look(field: string, operation: AnyOperation): Look {
  if (isPlatformColumn(field) || operation.consumedColumns?.includes(field))
    return { is: 'known', names: [] };
  const [first = '', ...deeper] = operation.flat ? flatPath(field) : fieldPath(field);
  const { properties = {} } = fieldSchema(operation.schema);
  if (Object.hasOwn(properties, first)) return lookInside(properties[first]!, first, deeper);
  const names = Object.keys(properties);
  return { is: (operation.unmappedColumns ?? 'drop') === 'drop' ? 'unknown' : 'taken', names };
}

function lookInside(schema: FieldSchema, path: string, [name, ...deeper]: readonly string[]): Look {
  const { properties, additionalProperties: others } = schema;
  if (name === undefined || !properties) return { is: 'known', names: [] };
  if (Object.hasOwn(properties, name)) return lookInside(properties[name]!, `${path}.${name}`, deeper);
  const names = Object.keys(properties).map((each) => `${path}.${each}`);
  return { is: others === undefined || others === false ? 'unknown' : 'taken', names };
}
