import { expect, test } from 'vitest';
import { identityOf } from './identity.ts';

const common = { deviceId: 'd', uploadId: 's', time: '2024-03-01T08:00:00+01:00' };

test.each([
  [{ type: 'cbg', units: 'mmol/L', value: 6.60539 }, ['mmol/L', '6.60539']],
  [{ type: 'smbg', subType: 'linked', units: 'mmol/L', value: 7 }, ['mmol/L', '7']],
  [{ type: 'bloodKetone', units: 'mmol/L', value: 1e-7 }, ['mmol/L', '0.0000001']],
  [{ type: 'bolus', subType: 'dual/square', normal: 1 }, ['dual/square']],
  [{ type: 'deviceEvent', subType: 'alarm' }, ['alarm']],
  [{ type: 'basal', deliveryType: 'temp', rate: 1 }, ['temp']],
  [{ type: 'food', name: 'x' }, []],
  [{ type: 'pumpSettings' }, []],
])('identityOf() of %j', (own, parts) => {
  const datum = { ...common, ...own };
  expect(identityOf(datum, 'u', 'deviceId')).toEqual(['u', 'd', common.time, own.type, ...parts]);
  expect(identityOf(datum, 'u', 'uploadId')).toEqual(['u', 's', common.time, own.type, ...parts]);
});

test.each([
  [{ deviceId: undefined }, 'device id is missing'],
  [{ deviceId: '' }, 'device id is empty'],
  [{ time: undefined }, 'time is missing'],
])('identityOf() throws with %j: %s', (changes, message) => {
  expect(() => identityOf({ type: 'food', ...common, ...changes }, 'u', 'deviceId')).toThrow(message);
});
