import { describe } from 'vitest';
import { accepts } from '../testing/fixtures.ts';
import { TIME } from '../testing/sample-parts.ts';

describe('dosing decisions', () => {
  const reading = { time: TIME, value: 100 };
  accepts('dosingDecision', [
    [{}, 'fits'],
    [{ reason: undefined }, 'reason is missing'],
    [{ reason: 'a'.repeat(101) }, 'reason is longer than 100'],
    [{ units: undefined }, 'units is missing'],
    [{ 'units.carb': undefined }, 'units.carb is missing'],
    [{ 'units.insulin': undefined }, 'units.insulin is missing'],
    [{ food: {} }, 'food.nutrition is missing'],
    [{ 'originalFood.nutrition.fat.total': 1001 }, 'originalFood.nutrition.fat.total is not between'],
    [{ 'smbg.time': undefined }, 'smbg.time is missing'],
    [{ 'smbg.value': 1000.1 }, 'smbg.value is not between 0 and 1000 mg/dL'],
    [{ 'carbsOnBoard.amount': 1000.1 }, 'carbsOnBoard.amount is not between 0 and 1000'],
    [{ 'carbsOnBoard.time': '2020' }, 'carbsOnBoard.time is not a time with a zone'],
    [{ 'insulinOnBoard.amount': -1000 }, 'fits'],
    [{ 'insulinOnBoard.amount': -1000.1 }, 'insulinOnBoard.amount is not between -1000 and 1000'],
    [{ 'bgTargetSchedule.0.start': 5 }, 'bgTargetSchedule.0.start is not 0'],
    [{ 'bgTargetSchedule.1.high': 79 }, 'bgTargetSchedule.1.high is not between low and 1000'],
    [{ bgHistorical: [] }, 'bgHistorical is empty'],
    [{ bgHistorical: Array(1440).fill(reading) }, 'fits'],
    [{ bgHistorical: Array(1441).fill(reading) }, 'bgHistorical has more than 1440 entries'],
    [{ 'bgHistorical.0.time': undefined }, 'bgHistorical.0.time is missing'],
    [{ 'bgForecast.0.time': undefined }, 'fits'],
    [{ 'bgHistorical.0.value': -1 }, 'bgHistorical.0.value is not between 0 and 1000 mg/dL'],
    [{ 'bgForecast.0.value': 5000 }, 'fits'],
    [{ 'bgForecast.0.value': undefined }, 'bgForecast.0.value is missing'],
    [{ 'recommendedBasal.rate': undefined }, 'recommendedBasal.rate is missing'],
    [{ 'recommendedBasal.rate': 100.1 }, 'recommendedBasal.rate is not between 0 and 100'],
    [{ 'recommendedBasal.duration': 86_400_000 }, 'fits'],
    [{ 'recommendedBasal.duration': 86_400_001 }, 'recommendedBasal.duration is not between'],
    [{ warnings: [] }, 'warnings is empty'],
    [{ errors: [{}] }, 'errors.0.id is missing'],
    [{ 'warnings.0.metadata': {} }, 'warnings.0.metadata is empty'],
    [{ scheduleTimeZoneOffset: -10_081 }, 'scheduleTimeZoneOffset is not between'],
  ]);
});

describe('recommended and requested boluses', () => {
  for (const field of ['recommendedBolus', 'requestedBolus']) {
    const bolus = (value: object) => ({ [field]: value });
    accepts('dosingDecision', [
      [bolus({}), `${field} has none of amount, extended and normal`],
      [bolus({ amount: 100 }), 'fits'],
      [bolus({ amount: 100.1 }), `${field}.amount is not between 0 and 100`],
      [bolus({ amount: 1, normal: 1 }), `${field}.normal is not allowed beside amount`],
      [bolus({ normal: 1 }), 'fits'],
      [bolus({ normal: 1, duration: 1 }), `${field}.duration is allowed only with extended`],
      [bolus({ normal: 1, extended: 1 }), `${field}.duration is missing`],
      [bolus({ extended: 1, duration: 86_400_000 }), 'fits'],
      [bolus({ extended: 1, duration: 86_400_001 }), `${field}.duration is not between`],
    ]);
  }
});

describe('pump status', () => {
  const none = { battery: undefined, bolusDelivery: undefined, reservoir: undefined };
  accepts('pumpStatus', [
    [{}, 'fits'],
    [{ ...none, basalDelivery: undefined }, 'fits'],
    [
      { ...none, basalDelivery: undefined, deliveryIndeterminant: undefined },
      'the record has none of basalDelivery, battery, bolusDelivery, deliveryIndeterminant or reservoir',
    ],
    [{ 'basalDelivery.state': 'x' }, 'basalDelivery.state is not one of'],
    [{ 'basalDelivery.dose': undefined }, 'basalDelivery.dose is missing'],
    [{ 'basalDelivery.time': TIME }, 'basalDelivery.time is allowed only where state is scheduled'],
    [{ 'basalDelivery.state': 'resuming' }, 'basalDelivery.dose is allowed only where state is temporary'],
    [{ 'basalDelivery.dose.endTime': TIME }, 'fits'],
    [
      { 'basalDelivery.dose.endTime': '2024-05-14T08:17:08Z' },
      'basalDelivery.dose.endTime is before startTime',
    ],
    [{ 'basalDelivery.dose.rate': 100.1 }, 'basalDelivery.dose.rate is not between 0 and 100'],
    [{ 'basalDelivery.dose.amountDelivered': 1001 }, 'basalDelivery.dose.amountDelivered is not between'],
    [{ 'bolusDelivery.dose': undefined }, 'bolusDelivery.dose is missing'],
    [{ 'bolusDelivery.state': 'none' }, 'bolusDelivery.dose is allowed only where state is delivering'],
    [{ 'bolusDelivery.dose.amount': undefined }, 'bolusDelivery.dose.amount is missing'],
    [{ 'reservoir.remaining': 10_000 }, 'fits'],
    [{ 'reservoir.remaining': 10_000.1 }, 'reservoir.remaining is not between 0 and 10000'],
    [{ 'reservoir.units': undefined }, 'reservoir.units is missing'],
  ]);
  accepts('pumpStatus of a schedule', [
    [{}, 'fits'],
    [{ 'basalDelivery.time': undefined }, 'basalDelivery.time is missing'],
    [{ 'basalDelivery.state': 'suspended' }, 'fits'],
  ]);
});

describe('a battery', () => {
  for (const kind of ['controllerStatus', 'pumpStatus'])
    accepts(kind, [
      [{}, 'fits'],
      [{ battery: {} }, 'battery has neither state nor remaining'],
      [{ battery: { state: 'full' } }, 'fits'],
      [{ battery: { state: 'empty' } }, 'battery.state is not one of charging, full or unplugged'],
      [{ battery: { remaining: 1, units: 'percent' } }, 'fits'],
      [{ battery: { remaining: 1.1, units: 'percent' } }, 'battery.remaining is not between 0 and 1'],
      [{ battery: { remaining: 1.1 } }, 'battery.units is missing'],
      [{ battery: { remaining: 1.1, units: 'x' } }, 'battery.units is not percent'],
      [{ battery: { state: 'full', units: 'percent' } }, 'battery.units is allowed only with remaining'],
    ]);
  accepts('controllerStatus', [[{ battery: undefined }, 'battery is missing']]);
});
