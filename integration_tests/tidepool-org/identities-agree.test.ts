import type { RecordContext } from '@airbyte-ts/cdk';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { datumPreparer, identityOf } from '../../connectors/destination-tidepool-data/rows/prepare.ts';
import { DEVICE_ID, USER_ID } from '../../connectors/tidepool-org/emulator/tidepool-org.ts';
import { identityOf as theirs, validateData } from '../../connectors/tidepool-org/emulator/validation.ts';
import { testStreamRun } from '../../src/testing/test-batch.ts';
import type { Data } from './story.ts';

const SOURCE: RecordContext = { record: {}, stream: testStreamRun, id: () => 'id' };

const time = fc.constantFrom(
  '2024-01-01T12:00:00Z',
  '2024-01-01T12:00:00.000Z',
  '2024-01-01T12:00:00.5Z',
  '2024-01-01T12:00:00.500Z',
  '2024-01-01T12:00:10Z',
  '2024-01-01T13:00:00+01:00',
  '2024-01-01T07:00:00.50-05:00',
  '2024-01-01T12:00:00.000000001Z',
  '2024-01-01T12:00:00.0000000019Z',
  '2024-01-01T12:00:00.12Z',
  '2024-01-01T13:00:00.120+01:00',
);

const reading = fc.oneof(
  fc.record({ units: fc.constantFrom('mg/dL', 'mg/dl'), value: fc.integer({ min: 90, max: 110 }) }),
  fc.record({
    units: fc.constantFrom('mmol/L', 'mmol/l'),
    value: fc.constantFrom(5, 5.0, 5.55075, 5.60625, 5.5507),
  }),
);

const datum: fc.Arbitrary<Data> = fc.oneof(
  fc.tuple(fc.constantFrom('cbg', 'smbg'), reading).map(([type, rest]) => ({ type, ...rest })),
  fc
    .double({ min: 0, max: 10, noNaN: true })
    .map((value) => ({ type: 'bloodKetone', units: 'mmol/L', value })),
  fc.constantFrom('normal', 'automated').map((subType) => ({ type: 'bolus', subType, normal: 1 })),
  fc.constantFrom('scheduled', 'automated').map((deliveryType) => ({
    ...{ type: 'basal', deliveryType, duration: 1, rate: 1 },
  })),
  fc.constantFrom('bread', 'milk').map((name) => ({ type: 'food', name })),
);

it('connector and emulator agree on which records are the same event', () => {
  const whole = fc.tuple(datum, time).map(([rest, at]): Data => ({ ...rest, time: at, deviceId: DEVICE_ID }));
  fc.assert(
    fc.property(whole, whole, (one, other) => {
      const [a, b] = [one, other].map((each) => datumPreparer(undefined)(each, SOURCE));
      expect(identityOf(a!) === identityOf(b!)).toBe(stored(a!) === stored(b!));
    }),
    { numRuns: 3_000 },
  );
});

/** Returns the identity of a record as Tidepool stores it. */
function stored(data: Data): string {
  const validated = validateData([data], { uploadId: 'u' }, () => 'id');
  if (!validated.ok) throw new Error(JSON.stringify(validated.errors));
  return theirs(validated.data[0]!, USER_ID, 'deviceId').join('|');
}
