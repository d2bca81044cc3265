import { describe } from 'vitest';
import { accepts } from '../testing/fixtures.ts';
import { TIME } from '../testing/sample-parts.ts';

const where = { time: TIME, deviceId: 'Dev-1' };

describe('the bolus calculator', () => {
  accepts('wizard', [
    [{}, 'fits'],
    [{ units: undefined }, 'units is missing'],
    [{ bgInput: 1000.1 }, 'bgInput is not between 0 and 1000 mg/dL'],
    [{ units: 'mmol/L', bgInput: 10, bgTarget: undefined }, 'fits'],
    [{ units: 'mmol/L', bgInput: 10 }, 'bgTarget.target is not between 0 and 55 mmol/L'],
    [{ insulinSensitivity: -1 }, 'insulinSensitivity is not between 0 and 1000 mg/dL'],
    [{ carbInput: 1000.1 }, 'carbInput is not between 0 and 1000'],
    [{ carbUnits: 'g' }, 'carbUnits is not one of grams or exchanges'],
    [{ insulinCarbRatio: 250.1 }, 'insulinCarbRatio is not between 0 and 250'],
    [{ insulinOnBoard: 250.1 }, 'insulinOnBoard is not between 0 and 250'],
    [{ recommended: {} }, 'fits'],
    [{ 'recommended.carb': -1 }, 'recommended.carb is not between 0 and 100'],
    [{ 'recommended.correction': -100 }, 'fits'],
    [{ 'recommended.correction': -100.1 }, 'recommended.correction is not between -100 and 100'],
    [{ 'recommended.net': 100.1 }, 'recommended.net is not between -100 and 100'],
  ]);
});

describe('a target of blood glucose', () => {
  const target = (bgTarget: object) => ({ bgTarget });
  accepts('wizard', [
    [target({ target: 100 }), 'fits'],
    [target({ target: 100, range: 100 }), 'fits'],
    [target({ target: 100, range: 101 }), 'bgTarget.range extends from target beyond 0 to 1000 mg/dL'],
    [target({ target: 999, range: 2 }), 'bgTarget.range extends from target beyond'],
    [target({ target: 100, range: -1 }), 'bgTarget.range extends from target beyond'],
    [target({ target: 100, high: 100 }), 'fits'],
    [target({ target: 100, high: 99 }), 'bgTarget.high is not between target and 1000 mg/dL'],
    [target({ target: 100, high: 1001 }), 'bgTarget.high is not between target and 1000 mg/dL'],
    [target({ target: 1001 }), 'bgTarget.target is not between 0 and 1000 mg/dL'],
    [target({ target: 100, low: 80 }), 'bgTarget.low is not allowed beside target'],
    [target({ target: 100, range: 1, high: 120 }), 'bgTarget.high is not allowed beside target and range'],
    [target({ low: 80, high: 120 }), 'fits'],
    [target({ low: 80, high: 79 }), 'bgTarget.high is not between low and 1000 mg/dL'],
    [target({ low: -1, high: 120 }), 'bgTarget.low is not between 0 and 1000 mg/dL'],
    [target({ low: 80, high: 120, range: 5 }), 'bgTarget.range is not allowed beside low and high'],
    [target({ low: 80 }), 'bgTarget.high is missing'],
    [target({ high: 80 }), 'bgTarget.target is missing'],
    [target({ range: 5 }), 'bgTarget.target is missing'],
    [target({}), 'bgTarget.target is missing'],
  ]);
});

describe('an embedded datum', () => {
  const bolus = { type: 'bolus', subType: 'square', ...where, duration: 1, extended: 1 };
  accepts('wizard', [
    [{ bolus }, 'fits'],
    [{ bolus: undefined }, 'fits'],
    [{ bolus: '0123456789abcdef0123456789abcdef' }, 'bolus is not an object'],
    [{ bolus: {} }, 'bolus.type is missing'],
    [{ bolus: { type: 'bolus' } }, 'bolus.subType is missing'],
    [{ bolus: { ...bolus, type: 'basal' } }, 'bolus.type is not bolus'],
    [
      { bolus: { ...bolus, subType: 'x' } },
      'bolus.subType is not one of normal, square, dual/square or automated',
    ],
    [{ bolus: { ...bolus, time: undefined } }, 'bolus.time is missing'],
    [{ bolus: { ...bolus, deviceId: undefined } }, 'bolus.deviceId is missing'],
    [{ bolus: { ...bolus, extended: 101 } }, 'bolus.extended is not between 0 and 100'],
    [{ bolus: { ...bolus, tags: [] } }, 'bolus.tags is empty'],
    [{ bolus: { ...bolus, normal: 'of another sub type' } }, 'fits'],
    [{ units: undefined, bolus: {} }, 'bolus.type is missing'],
  ]);
  for (const kind of ['deviceEvent alarm', 'deviceEvent reservoirChange'])
    accepts(kind, [
      [{}, 'fits'],
      [{ status: undefined }, 'fits'],
      [{ status: 'suspended' }, 'status is not an object'],
      [{ 'status.subType': 'alarm' }, 'status.subType is not one of status'],
      [{ 'status.type': undefined }, 'status.type is missing'],
      [{ 'status.reason': undefined }, 'status.reason is missing'],
      [{ 'status.deviceId': undefined }, 'status.deviceId is missing'],
    ]);
});

describe('device events', () => {
  accepts('deviceEvent alarm', [
    [{ alarmType: undefined }, 'alarmType is missing'],
    [{ alarmType: 'x' }, 'alarmType is not one of auto_off'],
  ]);
  accepts('deviceEvent calibration', [
    [{}, 'fits'],
    [{ units: undefined }, 'units is missing'],
    [{ value: 1000.1 }, 'value is not between 0 and 1000 mg/dL'],
  ]);
  accepts('deviceEvent prime', [
    [{}, 'fits'],
    [{ primeTarget: undefined }, 'primeTarget is missing'],
    [{ primeTarget: 'x' }, 'primeTarget is not one of cannula or tubing'],
    [{ volume: 1000 }, 'fits'],
    [{ volume: 1000.1 }, 'volume is not between 0 and 1000'],
  ]);
  accepts('deviceEvent status', [
    [{}, 'fits'],
    [{ status: undefined }, 'status is missing'],
    [{ status: 'x' }, 'status is not one of resumed or suspended'],
    [{ reason: undefined }, 'reason is missing'],
    [{ reason: {} }, 'reason is empty'],
    [{ duration: -1 }, 'duration is below 0'],
    [{ duration: 1e12, expectedDuration: 1e12 }, 'fits'],
    [{ expectedDuration: 9 }, 'expectedDuration is less than duration'],
    [{ duration: undefined, expectedDuration: 0 }, 'fits'],
  ]);
});

describe('clock changes', () => {
  accepts('deviceEvent timeChange', [
    [{}, 'fits'],
    [{ from: undefined, method: undefined }, 'fits'],
    [{ to: undefined }, 'to is missing'],
    [{ to: undefined, from: undefined }, 'to is missing'],
    [{ to: undefined, from: undefined, method: undefined }, 'the record has neither to nor change'],
    [{ to: {} }, 'to has neither time nor timeZoneName'],
    [{ to: { timeZoneName: 'UTC' } }, 'fits'],
    [{ 'to.timeZoneName': 'utc' }, 'to.timeZoneName is not a name'],
    [{ 'to.time': TIME }, 'to.time is not a time without a zone'],
    [{ 'from.time': '0001-01-01T00:00:00' }, 'from.time is the zero time, which counts as absent'],
    [{ method: 'x' }, 'method is not one of automatic or manual'],
    [
      { change: { agent: 'manual', from: '2024-05-14T08:00:00', to: '2024-05-14T09:00:00' } },
      'change is not allowed',
    ],
  ]);
  accepts('deviceEvent timeChange of old', [
    [{}, 'fits'],
    [{ 'change.agent': 'x' }, 'change.agent is not one of automatic or manual'],
    [{ 'change.from': undefined }, 'change.from is missing'],
    [{ 'change.to': TIME }, 'change.to is not a time without a zone'],
  ]);
});

describe('overrides of the settings', () => {
  accepts('deviceEvent pumpSettingsOverride', [
    [{}, 'fits'],
    [{ overrideType: undefined }, 'overrideType is missing'],
    [{ overridePreset: undefined }, 'overridePreset is missing'],
    [{ overridePreset: 'a'.repeat(101) }, 'overridePreset is longer than 100'],
    [{ overrideType: 'sleep' }, 'overridePreset is allowed only where overrideType is preset'],
    [{ overrideType: 'sleep', overridePreset: undefined }, 'fits'],
    [{ method: 'x' }, 'method is not one of'],
    [{ duration: 604_800_000, expectedDuration: 604_800_000 }, 'fits'],
    [{ duration: 604_800_001 }, 'duration is not between 0 and 604800000'],
    [{ expectedDuration: 9 }, 'expectedDuration is less than duration'],
    [{ units: undefined }, 'units is missing'],
    [{ 'units.bg': undefined }, 'units.bg is missing'],
    [{ bgTarget: undefined }, 'units is allowed only with bgTarget'],
    [{ 'bgTarget.high': 1001 }, 'bgTarget.high is not between low and 1000 mg/dL'],
    [{ basalRateScaleFactor: 0.1 }, 'fits'],
    [{ basalRateScaleFactor: 0.09 }, 'basalRateScaleFactor is not between 0.1 and 10'],
    [{ carbRatioScaleFactor: 10.1 }, 'carbRatioScaleFactor is not between'],
    [{ insulinSensitivityScaleFactor: 10.1 }, 'insulinSensitivityScaleFactor is not between'],
  ]);
});
