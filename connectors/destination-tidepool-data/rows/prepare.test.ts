import { ExactNumber, type RecordContext } from '@airbyte-ts/cdk';
import { testStreamRun } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import {
  type Datum,
  datumPreparer,
  embeddedRows,
  type Identification,
  identityOf,
  idsIn,
} from './prepare.ts';

const UUID = '6f1b2c3d-0a1b-5c2d-8e3f-001122334455';
const source: RecordContext = { record: {}, stream: testStreamRun, id: () => UUID };
const prepared = (row: Datum, identification?: Identification): Datum =>
  datumPreparer(identification)(row, source);

const TIME = '2024-01-01T00:00:00Z';
const CBG = { type: 'cbg', time: TIME, deviceId: 'device', units: 'mmol/L', value: 5 };
const WIZARD = { type: 'wizard', time: TIME, deviceId: 'device', units: 'mmol/L' };
const ALARM = { type: 'deviceEvent', subType: 'alarm', alarmType: 'other', time: TIME, deviceId: 'device' };

describe('a row', () => {
  it('of a normal session that needs no change is returned as the same object', () => {
    expect(prepared(CBG)).toBe(CBG);
  });

  it('contains no empty values, and its time is in UTC', () => {
    expect(prepared({ ...CBG, time: '2024-01-01T01:00:00.5+01:00', tags: [], payload: { a: null } })).toEqual(
      {
        ...CBG,
        time: '2024-01-01T00:00:00.5Z',
      },
    );
  });

  it('of a continuous session has an origin with its other properties kept', () => {
    const name = 'org.example';
    expect(prepared(CBG, { origin: name }).origin).toEqual({ id: UUID, name });
    const own = { id: 'mine', name: 'mine', type: 'device', time: TIME };
    expect(prepared({ ...CBG, origin: own }, { origin: name }).origin).toEqual({ ...own, id: UUID, name });
  });

  it('that may have to be deleted again has an id: its own, or one derived from its content', () => {
    expect(prepared({ ...CBG, id: 'own' }, 'id').id).toBe('own');
    const { id } = prepared(CBG, 'id');
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(prepared(CBG, 'id').id).toBe(id);
    expect(prepared({ ...CBG, value: new ExactNumber('5.0') }, 'id').id).toBe(id);
    expect(prepared({ ...CBG, value: 6 }, 'id').id).not.toBe(id);
  });

  it('of a normal session has neither an origin nor an id', () => {
    expect(prepared({ ...CBG, tags: [] })).toEqual(CBG);
  });
});

describe('an embedded datum', () => {
  it('has its own time, else that of the row, and always the device of the row', () => {
    const bolus = { subType: 'normal', normal: 1 };
    expect(prepared({ ...WIZARD, bolus }).bolus).toEqual({
      type: 'bolus',
      ...bolus,
      time: TIME,
      deviceId: 'device',
    });
    const time = '2024-01-01T02:00:00+01:00';
    expect(prepared({ ...WIZARD, bolus: { ...bolus, time, deviceId: 'another' } }).bolus).toMatchObject({
      time: '2024-01-01T01:00:00Z',
      deviceId: 'device',
    });
  });

  it('has the type of its field, unless it has its own', () => {
    expect(prepared({ ...ALARM, status: { status: 'resumed' } }).status).toMatchObject({
      type: 'deviceEvent',
      subType: 'status',
    });
    expect(prepared({ ...WIZARD, bolus: { type: 'basal' } }).bolus).toMatchObject({ type: 'basal' });
  });

  it('has a separate origin and id', () => {
    const bolus = { subType: 'normal', normal: 1 };
    expect(prepared({ ...WIZARD, bolus }, { origin: 'org.example' }).bolus).toMatchObject({
      origin: { id: `${UUID}:bolus`, name: 'org.example' },
    });
    const row = prepared({ ...WIZARD, bolus }, 'id');
    const [own, inner] = idsIn(JSON.stringify(row));
    expect(own).toBe(row.id);
    expect(inner).toMatch(/^[0-9a-f]{32}$/);
    expect(inner).not.toBe(own);
  });

  it('is left unchanged if the service does not store it separately', () => {
    for (const row of [
      { ...WIZARD, bolus: 'an id' },
      { ...CBG, bolus: { normal: 1 } },
    ])
      expect(prepared(row)).toBe(row);
  });

  it('is counted as a reader will count it', () => {
    const count = (row: Datum): number => embeddedRows(JSON.stringify(row));
    expect([count(CBG), count(WIZARD), count({ ...WIZARD, bolus: { type: 'bolus' } })]).toEqual([0, 0, 1]);
    expect(count({ ...ALARM, status: { type: 'deviceEvent', subType: 'status' } })).toBe(1);
  });
});

describe('the identity of a row', () => {
  const same = (one: Datum, other: Datum): boolean =>
    identityOf({ ...CBG, ...one }) === identityOf({ ...CBG, ...other });

  it('does not depend on the spelling of its time', () => {
    expect(same({}, { time: '2024-01-01T00:00:00.000Z' })).toBe(true);
    expect(same({ time: '2024-01-01T00:00:00.5Z' }, { time: '2024-01-01T00:00:00.500Z' })).toBe(true);
    expect(same({ time: '2024-01-01T00:00:00.12Z' }, { time: '2024-01-01T00:00:00.120Z' })).toBe(true);
    expect(
      same({ time: '2024-01-01T00:00:00.1234567891Z' }, { time: '2024-01-01T00:00:00.123456789Z' }),
    ).toBe(true);
    expect(same({ time: '2024-01-01T00:00:10Z' }, { time: '2024-01-01T00:00:01Z' })).toBe(false);
    expect(same({}, { time: '2024-01-01T00:00:00.001Z' })).toBe(false);
  });

  it('of a reading contains its value, independent of the unit', () => {
    expect(same({ units: 'mg/dL', value: 119 }, { units: 'mmol/l', value: 6.60539 })).toBe(true);
    expect(same({ value: 5 }, { value: 5.1 })).toBe(false);
    expect(same({ value: 5 }, { value: 5, trend: 'constant' })).toBe(true);
  });

  it.each([
    ['bolus', 'subType', true],
    ['deviceEvent', 'subType', true],
    ['basal', 'deliveryType', true],
    ['food', 'name', false],
    ['wizard', 'carbInput', false],
  ])('of %s by %s: %s', (type, field, matters) => {
    expect(same({ type, [field]: 'a' }, { type, [field]: 'b' })).toBe(!matters);
  });
});
