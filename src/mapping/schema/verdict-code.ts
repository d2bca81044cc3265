import type { z } from 'zod';
import { passing, type ZodCheck } from './zod-checks.ts';

/** Conditions for a record in addition to its schema. */
export interface RootRules {
  /** Whether undeclared members are rejected, also in inner objects unless these accept any. */
  readonly isClosed: boolean;
  /** Further rules of fields, by name. */
  readonly rules: ReadonlyMap<string, (value: unknown) => boolean>;
}

/**
 * Compiles a function that tells whether a value certainly fits a schema, ten times faster than zod. False if zod has to decide:
 * it also gives the reasons. Checks that are functions are called, but like in zod only for values of the right type. Undefined
 * for a schema with a part that changes values, or that only zod can judge.
 *
 * The code consists of names, numbers and constants of the schema, quoted by JSON.stringify, never of content of a record.
 */
export function compileVerdict(
  schema: z.ZodType,
  root?: RootRules,
): ((value: unknown) => boolean) | undefined {
  const writer = new VerdictWriter(root?.isClosed ?? false);
  try {
    const name = writer.functionFor(schema, root);
    const code = `const sees = ${writer.seesMembers};\n${writer.functions.join('\n')}\nreturn ${name};`;
    return new Function('constants', code)(writer.constants) as (value: unknown) => boolean;
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

class Unsupported extends Error {}

type Def = Readonly<Record<string, unknown>> & { readonly checks?: readonly ZodCheck[] };

const defOf = (schema: z.ZodType): Def => schema._zod.def as unknown as Def;

/** Types whose checks are inlined. Of another type a value may be null, and has no length to compare. */
const INLINED: ReadonlySet<string> = new Set(['string', 'number', 'array']);
/** Code of checks that are inlined instead of called, by their name in zod. */
const CODE: Readonly<Record<string, (def: Def, value: string) => string | undefined>> = {
  min_length: ({ minimum }, value) => `${value}.length >= ${Number(minimum)}`,
  max_length: ({ maximum }, value) => `${value}.length <= ${Number(maximum)}`,
  greater_than: ({ value: limit, inclusive }, value) => `${value} ${inclusive ? '>=' : '>'} ${Number(limit)}`,
  less_than: ({ value: limit, inclusive }, value) => `${value} ${inclusive ? '<=' : '<'} ${Number(limit)}`,
  number_format: ({ format }, value) => (format === 'safeint' ? `Number.isSafeInteger(${value})` : undefined),
};

/** Conditions of types that are not objects, for a value of the type. */
const SCALARS: Readonly<Record<string, (value: string) => string>> = {
  string: (value) => `typeof ${value} === 'string'`,
  number: (value) => `Number.isFinite(${value})`,
  boolean: (value) => `typeof ${value} === 'boolean'`,
  null: (value) => `${value} === null`,
  unknown: () => 'true',
  any: () => 'true',
};

const isObjectCode = (value: string): string =>
  `typeof ${value} === 'object' && ${value} !== null && !Array.isArray(${value})`;

/** Generates a function for each object, list and union of a schema; other types are inlined. */
class VerdictWriter {
  readonly functions: string[] = [];
  readonly constants: unknown[] = [];
  private readonly names = new Map<z.ZodType, string>();
  /** Whether undeclared members matter: to the caller, or to a check of the object. */
  seesMembers: boolean;
  private variables = 0;

  constructor(seesMembers: boolean) {
    this.seesMembers = seesMembers;
  }

  functionFor(schema: z.ZodType, root?: RootRules): string {
    const known = root ? undefined : this.names.get(schema);
    if (known !== undefined) return known;
    const name = `fits${this.variables++}`;
    // The schema of a row may contain itself; the rules of a row do not apply there.
    if (!root) this.names.set(schema, name);
    const body = `${this.type(schema, root)}${this.checks(schema)}`;
    this.functions.push(`function ${name}(v) {${body}return true;}`);
    return name;
  }

  /** Returns statements that return false unless the variable fits. */
  private statements(schema: z.ZodType, value: string): string {
    const { type, innerType } = defOf(schema);
    if (type === 'optional' || type === 'nullable') {
      if (isExact(schema) || defOf(schema).checks?.length) throw new Unsupported();
      const inner = this.statements(innerType as z.ZodType, value);
      return inner && `if (${value} !== ${type === 'optional' ? 'undefined' : 'null'}) {${inner}}`;
    }
    const condition = this.scalar(schema, value);
    if (condition === undefined) return unless(`${this.functionFor(schema)}(${value})`);
    return `${unless(condition)}${this.checks(schema, value)}`;
  }

  private scalar(schema: z.ZodType, value: string): string | undefined {
    const { type } = defOf(schema);
    if (type === 'enum' || type === 'literal') return this.oneOf([...schema._zod.values!], value);
    return SCALARS[String(type)]?.(value);
  }

  private oneOf(values: readonly unknown[], value: string): string {
    if (values.length <= 4 && values.every((each) => typeof each === 'string'))
      return `(${values.map((each) => `${value} === ${JSON.stringify(each)}`).join(' || ')})`;
    return `${this.constant(new Set(values))}.has(${value})`;
  }

  /** As `statements`, for the variable `v` of a separate function, without the schema's checks. */
  private type(schema: z.ZodType, root?: RootRules): string {
    const def = defOf(schema);
    switch (def.type) {
      case 'object':
        return this.object(schema, root);
      case 'array': {
        const item = this.statements(def.element as z.ZodType, 'item');
        return `${unless('Array.isArray(v)')}${item && `for (const item of v) {${item}}`}`;
      }
      case 'record': {
        const key = defOf(def.keyType as z.ZodType);
        if (key.type !== 'string' || key.check !== undefined || key.checks?.length) throw new Unsupported();
        const member = this.statements(def.valueType as z.ZodType, 'member');
        const isPlain = `${isObjectCode('v')} && Object.getPrototypeOf(v) === Object.prototype`;
        return `${unless(isPlain)}${member && `for (const name in v) {const member = v[name];${member}}`}`;
      }
      case 'union': {
        if (def.inclusive === false) throw new Unsupported();
        const options = def.options as readonly z.ZodType[];
        return unless(options.map((each) => `${this.option(each)}(v)`).join(' || '));
      }
      default:
        throw new Unsupported();
    }
  }

  private option(schema: z.ZodType): string {
    if (STRUCTURED.has(String(defOf(schema).type))) return this.functionFor(schema);
    return `((v) => {${this.statements(schema, 'v')}return true;})`;
  }

  /**
   * Counts undeclared members: an object has more members than fields. Without `catchall` zod removes them before checks
   * see the object, so if there are such checks, zod decides about an object with such members.
   */
  private object(schema: z.ZodType, root?: RootRules): string {
    const { shape, catchall } = defOf(schema) as { shape: Record<string, z.ZodType>; catchall?: z.ZodType };
    let code = `${unless(isObjectCode('v'))}let count = 0;`;
    for (const [name, field] of Object.entries(shape)) {
      if (name in Object.prototype) throw new Unsupported();
      const value = `m${this.variables++}`;
      const rule = root?.rules.get(name);
      const checked = `${this.statements(field, value)}`;
      code += `const ${value} = v[${JSON.stringify(name)}];`;
      if (rule) code += unless(`${this.constant(rule)}(${value})`);
      code += `if (${value} !== undefined) {count++;${checked}}`;
      if (field._zod.optin === undefined) code += 'else return false;';
    }
    for (const [name, rule] of root?.rules ?? [])
      if (!Object.hasOwn(shape, name)) code += unless(`${this.constant(rule)}(v[${JSON.stringify(name)}])`);
    const other = catchall && defOf(catchall).type;
    const isOpen = other === 'unknown' || other === 'any';
    if (isOpen && !root?.isClosed) return code;
    const counted = `for (const _ in v) count--;${unless('count === 0')}`;
    if (other === 'never' || root?.isClosed) return code + counted;
    if (catchall === undefined) return `${code}if (sees) {${counted}}`;
    const names = this.constant(new Set(Object.keys(shape)));
    const member = this.statements(catchall, 'member');
    return `${code}for (const name in v) if (!${names}.has(name)) {const member = v[name];${member}}`;
  }

  /** Returns statements for the checks of a schema. */
  private checks(schema: z.ZodType, value = 'v'): string {
    const own = schema._zod.def as unknown as Def & { readonly check?: string };
    const all =
      own.check === undefined ? (own.checks ?? []) : [schema as unknown as ZodCheck, ...(own.checks ?? [])];
    this.seesMembers ||=
      STRUCTURED.has(String(own.type)) && all.some(({ _zod: { def } }) => def.check === 'custom');
    const isInlined = INLINED.has(String(own.type));
    return all.map((check) => unless(this.check(check, value, isInlined))).join('');
  }

  private check(check: ZodCheck, value: string, isInlined: boolean): string {
    const def = check._zod.def as unknown as Def;
    const { check: name, format, pattern } = def as { check: string; format?: string; pattern?: RegExp };
    if (name === 'string_format') {
      if (!pattern || !PATTERNS.has(format!) || pattern.global || pattern.sticky) throw new Unsupported();
      return `${this.constant(pattern)}.test(${value})`;
    }
    if (!CALLED.has(name) && !CODE[name]) throw new Unsupported();
    const code = isInlined ? CODE[name]?.(def, value) : undefined;
    return code ?? `${this.constant(passing(check))}(${value})`;
  }

  private constant(value: unknown): string {
    this.functions.push(`const c${this.constants.length} = constants[${this.constants.length}];`);
    return `c${this.constants.push(value) - 1}`;
  }
}
const STRUCTURED: ReadonlySet<string> = new Set(['object', 'array', 'record', 'union']);
/** Formats that are a pattern and nothing else; a URL is more. */
const PATTERNS: ReadonlySet<string> = new Set([
  ...['regex', 'lowercase', 'uppercase', 'starts_with', 'ends_with', 'includes', 'uuid', 'guid', 'email'],
  ...['datetime', 'date', 'time', 'duration'],
]);
/** Checks that do not change the value. */
const CALLED: ReadonlySet<string> = new Set(['custom', 'length_equals', 'multiple_of', 'number_format']);

const isExact = (schema: z.ZodType): boolean => schema._zod.traits.has('$ZodExactOptional');

const unless = (condition: string): string =>
  condition === 'true' ? '' : `if (!(${condition})) return false;`;
