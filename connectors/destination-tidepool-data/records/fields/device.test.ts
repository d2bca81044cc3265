import { describe } from 'vitest';
import { accepts } from '../testing/fixtures.ts';

describe('pump settings', () => {
  accepts('pumpSettings', [
    [{}, 'fits'],
    [{ activeSchedule: undefined }, 'activeSchedule is missing'],
    [{ activeSchedule: '' }, 'activeSchedule is empty'],
    [{ 'units.bg': undefined }, 'units.bg is missing'],
    [{ 'units.carb': undefined }, 'units.carb is missing'],
    [{ 'units.carb': 'g' }, 'units.carb is not one of exchanges or grams'],
    [{ 'units.insulin': 'u' }, 'units.insulin is not Units'],
    [{ bgSafetyLimit: 1000.1 }, 'bgSafetyLimit is not between 0 and 1000 mg/dL'],
    [{ bgSafetyLimit: 1000.1, units: undefined }, 'fits'],
    [{ bgTargetPreprandial: {} }, 'bgTargetPreprandial.target is missing'],
    [{ 'bgTargetPhysicalActivity.target': -1 }, 'bgTargetPhysicalActivity.target is not between'],
    [{ 'basal.rateMaximum.value': 100.1 }, 'basal.rateMaximum.value is not between 0 and 100'],
    [{ 'basal.rateMaximum.units': 'units/hour' }, 'basal.rateMaximum.units is not Units/hour'],
    [{ 'basal.temporary.type': 'x' }, 'basal.temporary.type is not one of off, percent or Units/hour'],
    [{ 'bolus.amountMaximum.value': 100.1 }, 'bolus.amountMaximum.value is not between 0 and 100'],
    [{ 'bolus.calculator.enabled': undefined }, 'bolus.calculator.enabled is missing'],
    [
      { 'bolus.calculator.insulin.duration': 10.1 },
      'bolus.calculator.insulin.duration is not between 0 and 10',
    ],
    [{ 'bolus.calculator.insulin': { duration: 36_000, units: 'seconds' } }, 'fits'],
    [{ 'bolus.extended': {} }, 'bolus.extended.enabled is missing'],
    [{ 'display.bloodGlucose.units': 'mg/dl' }, 'display.bloodGlucose.units is not one of mg/dL or mmol/L'],
    [{ insulinFormulation: {} }, 'insulinFormulation.simple is missing'],
    [{ 'insulinModel.modelTypeOther': undefined }, 'insulinModel.modelTypeOther is missing'],
    [{ 'insulinModel.modelType': 'walsh' }, 'insulinModel.modelTypeOther is allowed only'],
    [{ 'insulinModel.actionDelay': 86_401 }, 'insulinModel.actionDelay is not between 0 and 86400'],
    [
      { 'insulinModel.actionPeakOffset': 21_601 },
      'insulinModel.actionPeakOffset is more than actionDuration',
    ],
    [{ 'overridePresets.Run.duration': 604_800_000 }, 'fits'],
    [{ 'overridePresets.Run.duration': 604_800_001 }, 'overridePresets.Run.duration is not between'],
    [{ 'overridePresets.Run.bgTarget': {} }, 'overridePresets.Run.bgTarget.target is missing'],
    [{ 'overridePresets.Run.basalRateScaleFactor': 0 }, 'overridePresets.Run.basalRateScaleFactor is not'],
    [{ 'overridePresets.Run.abbreviation': '' }, 'overridePresets.Run.abbreviation is empty'],
    [{ overridePresets: { '': {}, ['a'.repeat(101)]: {} } }, 'fits'],
    [{ scheduleTimeZoneOffset: 10_081 }, 'scheduleTimeZoneOffset is not between -10080 and 10080'],
    [{ manufacturers: [] }, 'manufacturers is empty'],
    [{ manufacturers: ['a', 'a'] }, 'manufacturers.1 is repeated'],
    [
      { manufacturers: Array.from({ length: 11 }, (_, index) => `m${index}`) },
      'manufacturers has more than 10',
    ],
    [{ serialNumber: 'a'.repeat(101) }, 'serialNumber is longer than 100'],
  ]);
});

describe('schedules of pump settings', () => {
  const starts = (...all: unknown[]) => ({ basalSchedules: { A: all.map((start) => ({ start, rate: 1 })) } });
  accepts('pumpSettings', [
    [{ basalSchedules: {} }, 'fits'],
    [{ basalSchedules: { A: [] } }, 'fits'],
    [{ basalSchedules: { A: 5 } }, 'basalSchedules.A is not a list'],
    [starts(0, 1, 86_400_000), 'fits'],
    [starts(1), 'basalSchedules.A.0.start is not 0'],
    [starts(0, 0), 'basalSchedules.A.1.start is not after the one before'],
    [starts(0, 2, 2), 'basalSchedules.A.2.start is not after the one before'],
    [starts(0, 86_400_001), 'basalSchedules.A.1.start is not between 0 and 86400000'],
    [starts(undefined), 'basalSchedules.A.0.start is missing'],
    [{ 'basalSchedules.B.0.rate': 101 }, 'basalSchedules.B.0.rate is not between 0 and 100'],
    [{ basalSchedule: [{ start: 0, rate: 1 }] }, 'basalSchedules is not allowed beside basalSchedule'],
    [{ basalSchedule: [{ start: 0 }], basalSchedules: undefined }, 'basalSchedule.0.rate is missing'],
    [{ carbRatios: {} }, 'carbRatios is not allowed beside carbRatio'],
    [{ 'carbRatio.0.amount': 250.1 }, 'carbRatio.0.amount is not between 0 and 250'],
    [{ carbRatio: undefined, carbRatios: { A: [{ start: 0, amount: 250 }] } }, 'fits'],
    [{ bgTargets: {} }, 'bgTargets is not allowed beside bgTarget'],
    [{ 'bgTarget.1.high': 109 }, 'bgTarget.1.high is not between target and 1000 mg/dL'],
    [{ bgTarget: undefined, bgTargets: { A: [{ start: 0 }] } }, 'bgTargets.A.0.target is missing'],
    [{ insulinSensitivity: [] }, 'insulinSensitivities is not allowed beside insulinSensitivity'],
    [
      { 'insulinSensitivities.A.0.amount': 1001 },
      'insulinSensitivities.A.0.amount is not between 0 and 1000',
    ],
    [{ 'insulinSensitivities.A.0.amount': 1001, units: undefined }, 'fits'],
  ]);
});

describe('CGM settings', () => {
  const low = 'defaultAlerts.low';
  accepts('cgmSettings', [
    [{}, 'fits'],
    [{ transmitterId: '' }, 'fits'],
    [{ transmitterId: 'a'.repeat(64) }, 'fits'],
    [{ transmitterId: 'a'.repeat(65) }, 'transmitterId is not 5 to 64 letters and digits'],
    [{ transmitterId: 'abcd' }, 'transmitterId is not 5 to 64'],
    [{ units: 'x' }, 'units is not one of'],
    [{ 'defaultAlerts.enabled': undefined }, 'defaultAlerts.enabled is missing'],
    [{ [`${low}.level`]: 50 }, 'fits'],
    [{ [`${low}.level`]: 49 }, `${low}.level is not between 50 and 150 mg/dL`],
    [{ [`${low}.units`]: undefined }, `${low}.units is missing`],
    [{ [`${low}.level`]: undefined }, `${low}.units is allowed only with level`],
    [{ [`${low}.snooze.duration`]: 601 }, `${low}.snooze.duration is not between 0 and 600 minutes`],
    [{ 'defaultAlerts.urgentLow.level': 81 }, 'defaultAlerts.urgentLow.level is not between 40 and 80 mg/dL'],
    [{ 'defaultAlerts.high.level': 99 }, 'defaultAlerts.high.level is not between 100 and 400 mg/dL'],
    [{ 'defaultAlerts.highPredicted.level': 22.203 }, 'defaultAlerts.highPredicted.level is not between'],
    [{ 'defaultAlerts.fall.rate': 0 }, 'fits'],
    [{ 'defaultAlerts.fall.rate': 10.1 }, 'defaultAlerts.fall.rate is not between 0 and 10 mg/dL/minute'],
    [{ 'defaultAlerts.rise.rate': 0.05 }, 'defaultAlerts.rise.rate is not between 0.05551 and 0.55507'],
    [{ 'defaultAlerts.noData.duration': 6.1 }, 'defaultAlerts.noData.duration is not between 0 and 6 hours'],
    [{ 'defaultAlerts.outOfRange.units': 'days' }, 'defaultAlerts.outOfRange.units is not one of hours'],
    [{ scheduledAlerts: [] }, 'scheduledAlerts is empty'],
    [{ 'scheduledAlerts.0.days': undefined }, 'scheduledAlerts.0.days is missing'],
    [{ 'scheduledAlerts.0.days': ['sunday', 'sunday'] }, 'scheduledAlerts.0.days.1 is repeated'],
    [{ 'scheduledAlerts.0.days': ['SUNDAY', 'Sunday', 'sunday'] }, 'fits'],
    [{ 'scheduledAlerts.0.days': ['sun'] }, 'scheduledAlerts.0.days.0 is not one of sunday, monday'],
    [{ 'scheduledAlerts.0.days': [''] }, 'scheduledAlerts.0.days.0 is empty'],
    [{ 'scheduledAlerts.0.days': [] }, 'fits'],
    [{ 'scheduledAlerts.0.start': 86_400_001 }, 'scheduledAlerts.0.start is not between'],
    [{ 'scheduledAlerts.0.end': 172_800_000 }, 'fits'],
    [{ 'scheduledAlerts.0.end': 172_800_001 }, 'scheduledAlerts.0.end is not between'],
    [{ 'scheduledAlerts.0.alerts': undefined }, 'scheduledAlerts.0.alerts is missing'],
    [{ 'scheduledAlerts.0.alerts': {} }, 'scheduledAlerts.0.alerts.enabled is missing'],
  ]);
});

describe('alerts of older CGM settings', () => {
  accepts('cgmSettings', [
    [{ 'lowAlerts.level': undefined }, 'lowAlerts.level is missing'],
    [{ 'lowAlerts.snooze': undefined }, 'lowAlerts.snooze is missing'],
    [{ 'lowAlerts.snooze': 600_000 }, 'lowAlerts.snooze is not a duration that a receiver supports'],
    [{ 'lowAlerts.snooze': 17_100_000 }, 'fits'],
    [{ 'lowAlerts.level': 59 }, 'fits'],
    [{ 'lowAlerts.level': 58 }, 'lowAlerts.level is not between 59 and 150 mg/dL'],
    [{ 'lowAlerts.level': 58, units: undefined }, 'fits'],
    [{ 'highAlerts.level': 401 }, 'highAlerts.level is not between 100 and 400 mg/dL'],
    [{ 'rateOfChangeAlerts.fallRate': undefined }, 'rateOfChangeAlerts.fallRate is missing'],
    [{ 'rateOfChangeAlerts.fallRate.rate': 2 }, 'rateOfChangeAlerts.fallRate.rate is not one of -2 or -3'],
    [{ 'rateOfChangeAlerts.riseRate.rate': 4 }, 'rateOfChangeAlerts.riseRate.rate is not one of 2 or 3'],
    [{ 'outOfRangeAlerts.snooze': 900_000 }, 'outOfRangeAlerts.snooze is not a duration'],
  ]);
});

describe('controller settings', () => {
  accepts('controllerSettings', [
    [{}, 'fits'],
    [{ device: undefined }, 'fits'],
    [{ device: undefined, notifications: undefined }, 'the record has none of device or notifications'],
    [{ device: {} }, 'device has none of name'],
    [{ device: { model: '' } }, 'device.model is empty'],
    [{ notifications: {} }, 'notifications has none of authorization'],
    [{ notifications: { badge: false } }, 'fits'],
    [{ 'notifications.authorization': 'x' }, 'notifications.authorization is not one of'],
    [{ 'notifications.alertStyle': 'x' }, 'notifications.alertStyle is not one of'],
    [{ 'notifications.sound': 'x' }, 'notifications.sound is not true or false'],
  ]);
});
