import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configuredStream } from '../testing/configured-catalog.ts';
import { createTestDestination } from '../testing/test-destination.ts';
import { delivered } from './batch.ts';
import { destination } from './destination.ts';
import { jsonArray } from './framing.ts';
import { type AnyOperation, operation } from './operation.ts';
import { checkUnreachedColumns } from './unsupported-schema.ts';

const define = (schema: z.ZodObject): AnyOperation =>
  operation<Record<string, unknown>, unknown>({
    object: 'person',
    syncModes: ['append'],
    schema,
    limits: { maxRows: 1 },
    framing: jsonArray,
    deliver: async (batch) => batch.all(delivered),
  });

const text = z.string();

describe('operation() throws ERR_SCHEMA_UNSUPPORTED and names the field for', () => {
  const fields: Readonly<Record<string, readonly [z.ZodType, string]>> = {
    default: [text.default('x'), 'defaults'],
    prefault: [text.prefault('x'), 'defaults'],
    catch: [text.catch('x'), 'transform'],
    transform: [text.transform(Number), 'transform'],
    'a transform before the type': [z.preprocess(String, text), 'transform'],
    'a transform after a pipe': [text.pipe(z.transform(Number)), 'transform'],
    codec: [z.codec(text, z.number(), { decode: Number, encode: String }), 'transform'],
    stringbool: [z.stringbool(), 'transform'],
    coerce: [z.coerce.number(), 'z.coerce'],
    trim: [text.trim(), 'transform'],
    toLowerCase: [text.min(1).toLowerCase(), 'transform'],
    overwrite: [z.number().overwrite(Math.round), 'transform'],
    'a normalized URL': [z.url({ normalize: true }), 'transform'],
    'an asynchronous refine': [text.refine(async () => true), 'deliver'],
    'an asynchronous superRefine': [text.superRefine(async () => undefined), 'deliver'],
    'a refine that returns a promise': [text.refine(() => Promise.resolve(true)), 'deliver'],
    'an asynchronous refine that fails without a value': [
      text.superRefine(async (value) => void value.length),
      'deliver',
    ],
    'an asynchronous check': [text.check(async () => undefined), 'deliver'],
    'an asynchronous custom type': [z.custom(async () => true), 'deliver'],
    date: [z.date(), 'JSON'],
    bigint: [z.bigint(), 'JSON'],
    map: [z.map(text, text), 'JSON'],
    set: [z.set(text), 'JSON'],
  };

  for (const [title, [field, remedy]] of Object.entries(fields)) {
    const wrong = (schema: z.ZodObject) => () => define(schema);
    const messageOf = (at: string) =>
      expect.objectContaining({
        kind: 'bug',
        code: 'ERR_SCHEMA_UNSUPPORTED',
        message: expect.stringMatching(new RegExp(`"person".* ${at} .*${remedy}`)),
      });

    it(title, () => expect(wrong(z.object({ a: field }))).toThrow(messageOf('schema\\.a')));

    it(`${title}, inside of other types`, () => {
      const places: readonly z.ZodType[] = [
        z.object({ a: field }),
        z.array(z.looseObject({ a: field })),
        z.record(text, z.object({ a: field.optional() })),
        z.union([z.null(), z.object({ a: field.nullable() })]),
        z.intersection(z.object({}), z.object({ a: z.array(field) })),
        z.tuple([z.number()], z.object({ a: field })),
        z.lazy(() => z.object({ a: field })).readonly(),
        z.object({}).catchall(z.object({ a: field })),
      ];
      for (const place of places) expect(wrong(z.object({ b: place }))).toThrow(messageOf('schema\\.b\\.a'));
    });
  }
});

it('operation() takes schemas that only validate: checks, pipes, strict objects below the top, recursive types', () => {
  const tree: z.ZodObject = z.object({ name: text, parts: z.lazy(() => z.array(tree)) });
  const schema = z
    .looseObject({
      a: text.refine((value) => value !== 'x'),
      b: z.strictObject({ c: z.number().optional() }),
      d: text.pipe(z.email()),
      e: z.union([z.literal('e'), z.enum(['f', 'g']), z.null()]),
      tree,
      never: z.never().optional(),
      frozen: z.array(text).readonly(),
    })
    .check(() => undefined);
  expect(define(schema)).toMatchObject({ object: 'person', schema });
});

it('a catchall that columns without a field do not reach is rejected, with the member that lets them through', () => {
  const schema = z.object({ bag: z.object({}) }).catchall(z.number());
  for (const others of [undefined, 'drop', { into: 'bag' }])
    expect(() => checkUnreachedColumns('person', schema, others)).toThrow(
      expect.objectContaining({
        code: 'ERR_SCHEMA_UNSUPPORTED',
        message: expect.stringMatching(/"person".*catchall.*"unmappedColumns" to "keep"/),
      }),
    );
  expect(() => checkUnreachedColumns('person', schema, 'keep')).not.toThrow();
});

it('z.strictObject that columns without a field do not reach is rejected, with the member that lets them through', () => {
  const schema = z.strictObject({ bag: z.object({}) });
  for (const others of [undefined, 'drop', { into: 'bag' }])
    for (const strict of [schema, schema.extend({ b: text }), z.object({ a: text }).strict()])
      expect(() => checkUnreachedColumns('person', strict, others)).toThrow(
        expect.objectContaining({
          code: 'ERR_SCHEMA_UNSUPPORTED',
          message: expect.stringMatching(
            /"person".*is strict.*"unmappedColumns" to "keep", or use z\.object/,
          ),
        }),
      );
  expect(() => checkUnreachedColumns('person', schema, 'keep')).not.toThrow();
});

it('z.object and z.looseObject are taken with all kinds of unmappedColumns', () => {
  for (const schema of [z.looseObject({ bag: z.object({}) }), z.object({ bag: z.strictObject({}) })])
    for (const others of [undefined, 'drop', 'keep', { into: 'bag' }])
      expect(() => checkUnreachedColumns('person', schema, others)).not.toThrow();
});

const anyText = z.object({ a: text });
const withDefault = z.object({ a: text.default('x') });
const byKind = operation<Record<string, unknown>, unknown>({
  ...define(anyText),
  schema: withDefault,
  schemaFor: () => anyText,
});

it.each([
  ['catchall', define(anyText.catchall(z.number()))],
  ['is strict', define(z.strictObject({ a: text }))],
  ['sets a default', byKind],
])(
  'discover and write of a connector with a schema that is not supported end with the sentence: %s',
  async (word, defined) => {
    const of = { ...defined, unmappedColumns: 'drop' } as const;
    const connector = await createTestDestination(
      destination({
        name: 'destination-people',
        displayName: 'People',
        spec: {
          documentationUrl: 'https://example.com',
          supported_destination_sync_modes: ['append'],
          connectionSpecification: { type: 'object', properties: {} },
        },
        connect: () => undefined,
        check: async () => undefined,
        operations: () => [of],
      }),
      { config: () => ({}), provider: () => 200 },
    );
    const runs = [await connector.discover(), await connector.write([configuredStream('people')], [])];
    await connector.close();
    for (const { error } of runs)
      expect(error).toMatchObject({
        failureType: 'system_error',
        message: expect.stringContaining(word),
      });
  },
);
