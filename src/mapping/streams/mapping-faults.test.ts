import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { delivered } from '../../define/batch.ts';
import { ndjson } from '../../define/framing.ts';
import { type AnyOperation, operation } from '../../define/operation.ts';
import type { SharedConfig } from '../../define/shared-config.ts';
import { contradictions, findMappingFaults } from './mapping-faults.ts';

const object = (name: string, rest: Partial<AnyOperation> = {}): AnyOperation => ({
  ...operation<object, unknown>({
    object: name,
    syncModes: ['append'],
    schema: z.object({
      value: z.number(),
      deviceId: z.string(),
      units: z.object({ name: z.string() }),
      extra: z.looseObject({}),
    }),
    limits: { maxRows: 1 },
    framing: ndjson,
    deliver: async (batch) => batch.all(delivered),
  }),
  ...rest,
});
const places = z.object({
  color: z.string(),
  place: z.object({ city: z.object({ name: z.string() }) }),
  strict: z.strictObject({ name: z.string() }),
});
const closed = [object('a'), object('b', { schema: places })];
const open = [object('a', { unmappedColumns: 'keep' })];

type Field = NonNullable<SharedConfig['field_mappings']>[number];
type Stream = NonNullable<SharedConfig['stream_mappings']>[number];

const to = (destination_field: string, more: Partial<Field> = {}): Field => ({
  source_field: 'column',
  destination_field,
  ...more,
});
const ofFields = (
  field_mappings: readonly Field[],
  operations = closed,
  stream_mappings: readonly Stream[] = [],
) => findMappingFaults({ field_mappings, stream_mappings }, operations);
const ofStreams = (...stream_mappings: readonly Stream[]) =>
  findMappingFaults({ stream_mappings }, closed).errors;

it('settings without mappings, and objects of any name, have no faults', () => {
  const nothing = { errors: [], warnings: [] };
  expect(findMappingFaults({}, closed)).toEqual(nothing);
  expect(contradictions({})).toEqual([]);
  expect(ofFields([to('valeu')], [])).toEqual(nothing);
});

describe('a stream that is mapped twice', () => {
  it('to two objects is an error', () => {
    const errors = ofStreams(
      { stream_name: 's', object: 'a' },
      { stream_name: 't', object: 'a' },
      { stream_name: 's', stream_namespace: '', object: 'b' },
    );
    expect(errors).toEqual([
      'Stream Mappings (stream_mappings[0] and stream_mappings[2]) map the stream "s" to two objects, "a" and "b". Keep one of them.',
    ]);
  });

  it('to the same object, or in two namespaces, is no contradiction', () => {
    expect(ofStreams({ stream_name: 's', object: 'a' }, { stream_name: 's', object: 'a' })).toEqual([]);
    const inOne = { stream_name: 's', stream_namespace: 'one', object: 'a' };
    expect(ofStreams(inOne, { ...inOne, stream_namespace: 'two', object: 'b' })).toEqual([]);
    expect(ofStreams(inOne, { stream_name: 's', object: 'b' })).toEqual([]);
    expect(ofStreams(inOne, { ...inOne, object: 'b' })).toEqual([expect.stringContaining('to two objects')]);
    expect(ofStreams({ stream_name: 's', object: 'a' }, { stream_name: 't', object: 'b' })).toEqual([]);
  });
});

describe('two columns that become one field', () => {
  it('of one stream is an error', () => {
    const two = [to('value', { stream_name: 's' }), to('value', { stream_name: 's', source_field: 'other' })];
    expect(ofFields(two).errors).toEqual([
      'Field Mappings (field_mappings[0] and field_mappings[1]) give the field "value" two columns of the stream "s", "column" and "other". Keep one of them.',
    ]);
  });

  it('are one column, or two fields, without a contradiction', () => {
    const own = to('value', { stream_name: 's' });
    expect(ofFields([own, own]).errors).toEqual([]);
    const other = to('deviceId', { stream_name: 's', source_field: 'other' });
    expect(ofFields([own, other]).errors).toEqual([]);
  });

  it('of two streams, or of all streams, is not an error, because no record need have both', () => {
    const other = { source_field: 'other' };
    expect(ofFields([to('value'), to('value', other)]).errors).toEqual([]);
    expect(
      ofFields([to('value', { stream_name: 's' }), to('value', { ...other, stream_name: 't' })]).errors,
    ).toEqual([]);
  });
});

describe('a mapping to a field that no object has', () => {
  it.each([
    ['valeu', 'value'],
    ['device_id', 'deviceId'],
    ['units.nmae', 'units.name'],
    ['colour', 'color'],
    ['place.city.nmae', 'place.city.name'],
    ['strict.nmae', 'strict.name'],
  ])('%s names the nearest one, %s', (field, meant) => {
    const { errors } = ofFields([to('value'), to(field)]);
    expect(errors).toEqual([expect.stringContaining('(field_mappings[1].destination_field)')]);
    expect(errors[0]).toMatch(new RegExp(`Did you mean "${meant}"\\?$`));
  });

  it('is only a warning if it is not misspelt, because it may be meant to leave a column out', () => {
    const { errors, warnings } = ofFields([to('row_number'), to('own.value')]);
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(/\[0\].*"row_number", a field that no object has, so the column is not sent\.$/),
      expect.stringMatching(/\[1\].*"own\.value", .* The nearest field is "value"\.$/),
    ]);
  });

  it('is checked against the object of its stream, where the configuration selects it', () => {
    const streams = [{ stream_name: 's', object: 'a' }];
    const nothing = { errors: [], warnings: [] };
    expect(ofFields([to('color', { stream_name: 's' })], closed, streams)).toEqual({
      errors: [],
      warnings: [expect.stringContaining('the object "a" does not have')],
    });
    expect(ofFields([to('color', { stream_name: 't' })], closed, streams)).toEqual(nothing);
  });

  it.each(['value', 'units.name', 'units', 'extra.anything', '_ab_cdc_deleted_at', 'patient'])(
    'is not what a mapping to %s is',
    (field) => {
      const operations = [object('a', { consumedColumns: ['patient'] })];
      expect(ofFields([to(field)], operations)).toEqual({ errors: [], warnings: [] });
    },
  );

  it('is a warning where one of its objects accepts any field', () => {
    const { errors, warnings } = ofFields([to('deviceid')], [object('b'), ...open]);
    expect([errors, warnings]).toEqual([[], [expect.stringContaining('which is sent under this name')]]);
  });

  it('is a warning where the object accepts any field, and none where no name is similar', () => {
    const { errors, warnings } = ofFields([to('deviceid'), to('campaign')], open);
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      'Field Mappings > Destination Field (field_mappings[0].destination_field) is "deviceid", which is sent under this name. Did you mean "deviceId"?',
    ]);
  });
});

describe('a mapping to a field with a $ that no object has', () => {
  const fields = z.object({
    $ts: z.number(),
    $type: z.string(),
    $events: z.array(z.unknown()),
    ts: z.string(),
  });

  it.each([
    ['$tss', '$ts'],
    ['$t', '$ts'],
    ['$TS', '$ts'],
    ['$$ts', '$ts'],
    ['$tpye', '$type'],
    ['$event', '$events'],
  ])('%s names the nearest one, %s, however short it is', (field, meant) => {
    const closedFaults = ofFields([to(field)], [object('a', { schema: fields })]);
    expect(closedFaults.errors).toEqual([expect.stringMatching(`Did you mean "\\${meant}"\\?$`)]);
    const openFaults = ofFields([to(field)], [object('a', { schema: fields, unmappedColumns: 'keep' })]);
    expect(openFaults.errors).toEqual([]);
    expect(openFaults.warnings).toEqual([expect.stringMatching(`Did you mean "\\${meant}"\\?$`)]);
  });
});

it('a short field is not taken for one that differs by a $', () => {
  const [marked, plain] = [z.object({ $ts: z.number() }), z.object({ ts: z.number() })];
  expect(ofFields([to('tss')], [object('a', { schema: marked })]).errors).toEqual([]);
  expect(ofFields([to('$tss')], [object('a', { schema: plain })]).errors).toEqual([]);
});

describe('a field with nothing before or after a dot', () => {
  it.each(['Employee No.', '.a', 'a..b'])('is warned of, since it is taken as one name: %s', (field) => {
    const { errors, warnings } = ofFields([to(field)], open);
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(/\(field_mappings\[0\]\.destination_field\) is ".*taken as one name/),
    ]);
  });

  it('is valid where names are used as written, or where the dot is escaped', () => {
    expect(ofFields([to('No.')], [object('a', { unmappedColumns: 'keep', flat: true })]).warnings).toEqual(
      [],
    );
    expect(ofFields([to('No\\.'), to('a.b')], open).warnings).toEqual([]);
    const mixed = [object('a', { unmappedColumns: 'keep', flat: true }), ...open];
    expect(ofFields([to('No.')], mixed).warnings).toHaveLength(1);
  });
});
