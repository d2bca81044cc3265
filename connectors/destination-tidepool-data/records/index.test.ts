import { discoveredSchema } from '@airbyte-ts/cdk/testing';
import { describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { embeddedIn, fieldsOf, hasGlucose, identityParts, OBJECTS, TYPES } from './index.ts';
import { changed, sample, verdict } from './testing/fixtures.ts';
import { common } from './testing/sample-parts.ts';
import { samples } from './testing/samples.ts';

describe('the fields of a record', () => {
  it.each(Object.keys(samples))('accept a complete %s, with all optional fields', (kind) => {
    expect(verdict({ ...sample(kind), ...common })).toBe('fits');
  });

  it('are those of the 19 types', () => {
    expect(TYPES).toHaveLength(19);
    expect(new Set(Object.values(samples).map(({ type }) => type))).toEqual(new Set(TYPES));
  });

  it('are the same object each time', () => {
    expect(fieldsOf(sample('cbg'))).toBe(OBJECTS.cbg);
    expect(fieldsOf(sample('bolus normal'))).toBe(fieldsOf(sample('bolus normal')));
  });

  it.each([
    [{}, 'type is missing'],
    [{ type: null }, 'type is missing'],
    [{ type: 5 }, 'type is not one of alert, basal'],
    [{ type: 'upload' }, 'type is not one of alert, basal'],
    [{ type: 'note' }, 'type is not one of'],
    [{ type: 'constructor' }, 'type is not one of'],
    [{ type: 'bolus' }, 'subType is missing'],
    [{ type: 'bolus', subType: '' }, 'subType is not one of normal, square, dual/square or automated'],
    [{ type: 'bolus', subType: 'constructor' }, 'subType is not one of normal'],
    [{ type: 'basal', deliveryType: 'temporary' }, 'deliveryType is not one of scheduled'],
    [{ type: 'deviceEvent', subType: 'sensorEvent' }, 'subType is not one of alarm'],
  ])('do not exist for %j: %s', (record, expected) => {
    expect(fieldsOf(record)).toEqual({ reason: expect.stringContaining(expected) });
  });
});

it('the fields of a type are created when they are first used, because few syncs use several types', async () => {
  vi.resetModules();
  const { OBJECTS, fieldsOf } = await import('./index.ts');
  const areCreated = (schema: z.ZodObject): boolean =>
    Object.getOwnPropertyDescriptor(schema._zod.def, 'shape')?.get === undefined;
  const created = () =>
    Object.keys(OBJECTS).filter((type) => areCreated(OBJECTS[type as keyof typeof OBJECTS]));
  expect(created()).toEqual([]);
  (fieldsOf({ type: 'cbg' }) as z.ZodObject).safeParse({});
  expect(created()).toEqual(['cbg']);
});

describe('the fields in a form', () => {
  it.each(TYPES)('of %s have descriptions', (type) => {
    const { properties = {}, required } = discoveredSchema(OBJECTS[type]);
    expect(required).toEqual(expect.arrayContaining(['type', 'time', 'deviceId']));
    for (const [name, schema] of Object.entries(properties)) {
      expect(schema, name).toHaveProperty('description');
      expect(schema.type ?? schema.anyOf, name).toBeDefined();
    }
  });

  it('are those of all sub types; required are those that all sub types require', () => {
    const bolus = discoveredSchema(OBJECTS.bolus);
    expect(bolus.required).toEqual(['type', 'subType', 'time', 'deviceId']);
    expect(bolus.properties).toMatchObject({
      type: { const: 'bolus' },
      subType: { enum: ['normal', 'square', 'dual/square', 'automated'] },
      normal: { type: 'number', minimum: 0, maximum: 100 },
      duration: { type: 'integer', minimum: 0, maximum: 86_400_000 },
    });
  });

  it('allow the values of all sub types', () => {
    const { properties } = discoveredSchema(OBJECTS.deviceEvent);
    expect(properties?.duration).toMatchObject({ type: 'integer' });
    expect(properties?.units?.anyOf).toHaveLength(2);
    const { suppressed } = discoveredSchema(OBJECTS.basal).properties ?? {};
    expect(Object.keys(suppressed?.properties ?? {})).toEqual(expect.arrayContaining(['percent', 'rate']));
  });

  it('include those of an embedded datum, so that its values are coerced too', () => {
    const { bolus } = discoveredSchema(OBJECTS.wizard).properties ?? {};
    expect(bolus).toMatchObject({ type: 'object', properties: { time: { format: 'date-time' } } });
  });
});

describe('a datum within a record', () => {
  it('is found as the bolus of a calculation and the status of an event', () => {
    expect(embeddedIn(sample('wizard'))).toEqual(['bolus']);
    expect(embeddedIn(sample('deviceEvent alarm'))).toEqual(['status']);
    expect(embeddedIn(sample('deviceEvent reservoirChange'))).toEqual(['status']);
  });

  it('is not found in a status that is a name, nor in an absent field', () => {
    expect(embeddedIn(sample('deviceEvent status'))).toEqual([]);
    expect(embeddedIn(changed(sample('wizard'), { bolus: undefined }))).toEqual([]);
    expect(embeddedIn(sample('pumpSettings'))).toEqual([]);
  });
});

describe('the identity of a datum', () => {
  it('of blood glucose is its value in mmol/L', () => {
    expect(identityParts({ type: 'cbg', units: 'mg/dL', value: 100 })).toEqual(['mmol/L', '5.55075']);
    expect(identityParts({ type: 'cbg', units: 'mg/dL', value: 119 })).toEqual(
      identityParts({ type: 'cbg', units: 'mmol/l', value: 6.60539 }),
    );
    expect(identityParts({ type: 'smbg', units: 'mg/dl', value: 0 })).toEqual(['mmol/L', '0']);
    expect(identityParts({ type: 'bloodKetone', units: 'mmol/l', value: 0.6 })).toEqual(['mmol/L', '0.6']);
  });

  it('of other data is their sub type, if any', () => {
    expect(identityParts(sample('bolus normal'))).toEqual(['normal']);
    expect(identityParts(sample('deviceEvent calibration'))).toEqual(['calibration']);
    expect(identityParts(sample('basal temp'))).toEqual(['temp']);
    expect(identityParts(sample('food'))).toEqual([]);
  });
});

describe('the unit of glucose in the settings', () => {
  it('applies to glucose values, and not to other fields of the same name', () => {
    for (const row of [
      { type: 'cbg' },
      { type: 'smbg' },
      { type: 'wizard' },
      { type: 'deviceEvent', subType: 'calibration' },
    ])
      expect(hasGlucose(row)).toBe(true);
    for (const row of [
      { type: 'bloodKetone' },
      { type: 'pumpSettings' },
      { type: 'deviceEvent', subType: 'prime' },
    ])
      expect(hasGlucose(row)).toBe(false);
  });
});
