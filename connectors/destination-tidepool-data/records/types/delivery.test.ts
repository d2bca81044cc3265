import { describe } from 'vitest';
import { accepts } from '../testing/fixtures.ts';

describe('immediate parts of boluses', () => {
  for (const kind of ['bolus normal', 'bolus dual/square'])
    accepts(kind, [
      [{}, 'fits'],
      [{ normal: undefined }, 'normal is missing'],
      [{ normal: 100, expectedNormal: 100 }, 'fits'],
      [{ normal: 100.1, expectedNormal: undefined }, 'normal is not between 0 and 100'],
      [{ normal: 2.1 }, 'normal is more than expectedNormal'],
      [{ normal: 0, expectedNormal: undefined }, 'fits'],
      [{ expectedNormal: 100.1 }, 'expectedNormal is not between 0 and 100'],
      [{ deliveryContext: 'x' }, 'deliveryContext is not one of algorithm'],
    ]);
  accepts('bolus automated', [
    [{}, 'fits'],
    [{ normal: 0 }, 'fits'],
    [{ normal: 0, expectedNormal: undefined }, 'expectedNormal is missing'],
    [{ normal: 1, expectedNormal: undefined }, 'fits'],
    [{ normal: 3 }, 'expectedNormal is less than normal'],
  ]);
});

describe('extended parts of boluses', () => {
  for (const kind of ['bolus square', 'bolus dual/square'])
    accepts(kind, [
      [{}, 'fits'],
      [{ duration: 86_400_000, expectedDuration: 86_400_000 }, 'fits'],
      [{ duration: 86_400_001 }, 'duration is not between 0 and 86400000'],
      [{ duration: 1.5 }, 'duration is not an integer'],
      [{ duration: 2001 }, 'duration is more than expectedDuration'],
      [{ extended: undefined }, 'extended is missing'],
      [{ extended: 2.1 }, 'extended is more than expectedExtended'],
      [{ expectedDuration: undefined }, 'expectedDuration is missing'],
      [{ expectedExtended: undefined }, 'expectedDuration is allowed only with expectedExtended'],
      [{ expectedDuration: undefined, expectedExtended: undefined }, 'fits'],
    ]);
  accepts('bolus normal', [[{ duration: 'of another sub type' }, 'fits']]);
});

describe('the formulation of insulin', () => {
  const simple = (extra: object = {}) => ({ simple: { actingType: 'rapid', ...extra } });
  const inner = 'insulinFormulation.compounds.0.formulation';
  accepts('bolus normal', [
    [{ insulinFormulation: {} }, 'insulinFormulation.simple is missing'],
    [{ insulinFormulation: { name: 'x' } }, 'fits'],
    [{ insulinFormulation: { name: '' } }, 'insulinFormulation.name is empty'],
    [{ insulinFormulation: { simple: {} } }, 'insulinFormulation.simple.actingType is missing'],
    [{ insulinFormulation: simple({ actingType: 'x' }) }, 'insulinFormulation.simple.actingType is not one'],
    [{ insulinFormulation: { ...simple(), compounds: [] } }, 'insulinFormulation.compounds is empty'],
    [{ 'insulinFormulation.simple': { actingType: 'long' } }, 'insulinFormulation.compounds is not allowed'],
    [{ 'insulinFormulation.compounds': [] }, 'insulinFormulation.compounds is empty'],
    [{ 'insulinFormulation.compounds.0.amount': -1 }, 'insulinFormulation.compounds.0.amount is below 0'],
    [
      { 'insulinFormulation.compounds.0.amount': undefined },
      'insulinFormulation.compounds.0.amount is missing',
    ],
    [{ [inner]: undefined }, `${inner} is missing`],
    [{ [inner]: {} }, `${inner}.simple is missing`],
    [{ [`${inner}.simple.brand`]: 'a'.repeat(101) }, `${inner}.simple.brand is longer than 100`],
    [{ [`${inner}.simple.concentration.value`]: 10_000 }, 'fits'],
    [
      { [`${inner}.simple.concentration.value`]: 10_001 },
      `${inner}.simple.concentration.value is not between`,
    ],
    [{ [`${inner}.simple.concentration.units`]: 'U' }, `${inner}.simple.concentration.units is not Units/mL`],
  ]);
});

describe('basal rates', () => {
  for (const kind of ['basal scheduled', 'basal automated', 'basal temp', 'basal suspend'])
    accepts(kind, [
      [{}, 'fits'],
      [{ duration: undefined }, 'duration is missing'],
      [{ duration: 0 }, 'fits'],
      [{ duration: -1 }, 'duration is not between 0 and 604800000'],
      [{ duration: 604_800_000, expectedDuration: 604_800_000 }, 'fits'],
      [{ expectedDuration: 999 }, 'expectedDuration is less than duration'],
      [{ expectedDuration: 604_800_001 }, 'expectedDuration is not between'],
    ]);
  for (const kind of ['basal scheduled', 'basal automated', 'basal temp'])
    accepts(kind, [
      [{ rate: undefined }, 'rate is missing'],
      [{ rate: 100 }, 'fits'],
      [{ rate: 100.1 }, 'rate is not between 0 and 100'],
    ]);
  accepts('basal scheduled', [
    [{ scheduleName: '' }, 'scheduleName is empty'],
    [{ scheduleName: 'a'.repeat(1001) }, 'fits'],
  ]);
  accepts('basal automated', [[{ scheduleName: 'a'.repeat(1001) }, 'scheduleName is longer than 1000']]);
  accepts('basal temp', [
    [{ percent: 10 }, 'fits'],
    [{ percent: 10.1 }, 'percent is not between 0 and 10'],
    [{ rate: undefined, percent: 0.5 }, 'rate is missing'],
  ]);
});

describe('suppressed basal rates', () => {
  const temp = { type: 'basal', deliveryType: 'temp', rate: 1 };
  const scheduled = { ...temp, deliveryType: 'scheduled' };
  accepts('basal temp', [
    [{ suppressed: undefined }, 'fits'],
    [{ suppressed: {} }, 'suppressed.type is missing'],
    [{ suppressed: { type: 'basal' } }, 'suppressed.deliveryType is missing'],
    [{ suppressed: { ...scheduled, type: 'bolus' } }, 'suppressed.type is not basal'],
    [{ suppressed: { ...scheduled, rate: undefined } }, 'suppressed.rate is missing'],
    [{ suppressed: { ...scheduled, annotations: [] } }, 'suppressed.annotations is empty'],
    [{ suppressed: { ...scheduled, suppressed: 'ignored' } }, 'fits'],
    [{ suppressed: temp }, 'suppressed.deliveryType is not one of scheduled or automated'],
    [{ 'suppressed.suppressed': temp }, 'suppressed.suppressed.deliveryType is not one of scheduled'],
    [{ 'suppressed.suppressed.rate': 101 }, 'suppressed.suppressed.rate is not between 0 and 100'],
  ]);
  accepts('basal automated', [
    [
      { suppressed: { ...scheduled, deliveryType: 'automated' } },
      'suppressed.deliveryType is not one of scheduled',
    ],
  ]);
  accepts('basal suspend', [
    [{ suppressed: temp }, 'fits'],
    [{ 'suppressed.percent': 11 }, 'suppressed.percent is not between 0 and 10'],
    [{ 'suppressed.suppressed.deliveryType': 'temp' }, 'suppressed.suppressed.deliveryType is not one of'],
  ]);
});

describe('doses of insulin by pen', () => {
  accepts('insulin', [
    [{}, 'fits'],
    [{ dose: undefined, formulation: undefined, site: undefined }, 'fits'],
    [{ 'dose.total': undefined }, 'dose.total is missing'],
    [{ 'dose.units': undefined }, 'dose.units is missing'],
    [{ 'dose.units': 'units' }, 'dose.units is not Units'],
    [{ 'dose.total': 250 }, 'fits'],
    [{ 'dose.total': 250.1 }, 'dose.total is not between 0 and 250'],
    [{ 'dose.food': 250.1 }, 'dose.food is not between 0 and 250'],
    [{ 'dose.active': -1 }, 'dose.active is not between 0 and 250'],
    [{ 'dose.correction': -250 }, 'fits'],
    [{ 'dose.correction': -250.1 }, 'dose.correction is not between -250 and 250'],
    [{ formulation: {} }, 'formulation.simple is missing'],
    [{ site: 'a'.repeat(101) }, 'site is longer than 100 characters'],
  ]);
});
