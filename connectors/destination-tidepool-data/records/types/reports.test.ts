import { describe } from 'vitest';
import { accepts } from '../testing/fixtures.ts';
import { TIME } from '../testing/sample-parts.ts';

const EARLIER = '2024-05-14T08:17:08.999Z';

describe('food', () => {
  const carbohydrate = 'nutrition.carbohydrate';
  accepts('food', [
    [{}, 'fits'],
    [{ name: 'a'.repeat(101) }, 'name is longer than 100'],
    [{ brand: '' }, 'brand is empty'],
    [{ code: 5 }, 'code is not a text'],
    [{ meal: 'brunch' }, 'meal is not one of breakfast'],
    [{ mealOther: undefined }, 'mealOther is missing'],
    [{ meal: 'lunch' }, 'mealOther is allowed only where meal is other'],
    [{ 'amount.units': undefined }, 'amount.units is missing'],
    [{ 'amount.units': 'a'.repeat(101) }, 'amount.units is longer than 100'],
    [{ 'amount.value': -0.1 }, 'amount.value is below 0'],
    [{ 'amount.value': 1e9 }, 'fits'],
    [{ nutrition: {} }, 'fits'],
    [{ [`${carbohydrate}.net`]: undefined }, `${carbohydrate}.net is missing`],
    [{ [`${carbohydrate}.net`]: 1000 }, 'fits'],
    [{ [`${carbohydrate}.net`]: 1000.1 }, `${carbohydrate}.net is not between 0 and 1000`],
    [{ [`${carbohydrate}.units`]: 'g' }, `${carbohydrate}.units is not grams`],
    [{ [`${carbohydrate}.total`]: -1 }, `${carbohydrate}.total is not between`],
    [{ [`${carbohydrate}.sugars`]: -1 }, `${carbohydrate}.sugars is not between`],
    [{ [`${carbohydrate}.dietaryFiber`]: 1001 }, `${carbohydrate}.dietaryFiber is not between`],
    [{ 'nutrition.fat.total': undefined }, 'nutrition.fat.total is missing'],
    [{ 'nutrition.protein.units': undefined }, 'nutrition.protein.units is missing'],
    [{ 'nutrition.energy.value': 10_000 }, 'fits'],
    [
      { 'nutrition.energy.value': 10_000.1 },
      'nutrition.energy.value is not between 0 and 10000 kilocalories',
    ],
    [{ 'nutrition.energy': { units: 'joules', value: 41_858_001 } }, 'nutrition.energy.value is not between'],
    [{ 'nutrition.estimatedAbsorptionDuration': 86_400 }, 'fits'],
    [
      { 'nutrition.estimatedAbsorptionDuration': 86_401 },
      'nutrition.estimatedAbsorptionDuration is not between',
    ],
    [{ ingredients: [] }, 'ingredients is empty'],
    [{ ingredients: Array(101).fill({}) }, 'ingredients has more than 100 entries'],
    [{ 'ingredients.0.name': '' }, 'ingredients.0.name is empty'],
    [{ 'ingredients.0.ingredients': [] }, 'ingredients.0.ingredients is empty'],
    [{ 'ingredients.0.ingredients.0.brand': '' }, 'ingredients.0.ingredients.0.brand is empty'],
  ]);
});

describe('physical activity', () => {
  accepts('physicalActivity', [
    [{}, 'fits'],
    [{ activityType: 'sleeping' }, 'activityType is not an activity that Tidepool accepts'],
    [{ activityType: 'yoga' }, 'activityTypeOther is allowed only where activityType is other'],
    [{ activityTypeOther: undefined }, 'fits'],
    [{ reportedIntensity: 'x' }, 'reportedIntensity is not one of high, low or medium'],
    [{ aggregate: 1 }, 'aggregate is not true or false'],
    [{ duration: { units: 'hours', value: 168 } }, 'fits'],
    [{ duration: { units: 'hours', value: 168.1 } }, 'duration.value is not between 0 and 168 hours'],
    [
      { duration: { units: 'seconds', value: 604_801 } },
      'duration.value is not between 0 and 604800 seconds',
    ],
    [{ duration: { units: 'days', value: 1 } }, 'duration.units is not one of hours, minutes or seconds'],
    [{ distance: { units: 'kilometers', value: 160.9344 } }, 'fits'],
    [{ distance: { units: 'kilometers', value: 160.935 } }, 'distance.value is not between'],
    [{ distance: { units: 'yards', value: 176_001 } }, 'distance.value is not between'],
    [{ elevationChange: { units: 'meters', value: 16_093.45 } }, 'elevationChange.value is not between'],
    [
      { elevationChange: { units: 'feet', value: -1 } },
      'elevationChange.value is not between 0 and 52800 feet',
    ],
    [{ 'energy.value': 41_858 }, 'fits'],
    [{ 'energy.value': 41_859 }, 'energy.value is not between 0 and 41858 kilojoules'],
    [{ step: {} }, 'step.count is missing'],
    [{ step: { count: 100_001 } }, 'step.count is not between 0 and 100000'],
    [{ flight: { count: 10_001 } }, 'flight.count is not between 0 and 10000'],
    [{ lap: { count: 1 } }, 'lap.distance is missing'],
    [{ 'lap.count': 1.5 }, 'lap.count is not an integer'],
  ]);
});

describe('reported states', () => {
  accepts('reportedState', [
    [{}, 'fits'],
    [{ states: undefined }, 'fits'],
    [{ 'states.0.state': undefined }, 'states.0.state is missing'],
    [{ 'states.0.state': 'x' }, 'states.0.state is not one of alcohol'],
    [{ 'states.0.severity': 10 }, 'fits'],
    [{ 'states.0.severity': 11 }, 'states.0.severity is not between 0 and 10'],
    [{ 'states.0.stateOther': 'x' }, 'states.0.stateOther is allowed only where state is other'],
    [{ 'states.1.stateOther': undefined }, 'states.1.stateOther is missing'],
  ]);
});

describe('water', () => {
  accepts('water', [
    [{}, 'fits'],
    [{ amount: undefined }, 'amount is missing'],
    [{ amount: { units: 'liters', value: 37.854118 } }, 'fits'],
    [{ amount: { units: 'liters', value: 37.8542 } }, 'amount.value is not between'],
    [{ amount: { units: 'gallons', value: 10.1 } }, 'amount.value is not between 0 and 10 gallons'],
    [{ amount: { units: 'ounces', value: 1281 } }, 'amount.value is not between'],
    [{ amount: { units: 'cups', value: 1 } }, 'amount.units is not one of gallons'],
  ]);
});

describe('alerts', () => {
  accepts('alert', [
    [{}, 'fits'],
    [{ name: undefined }, 'name is missing'],
    [{ issuedTime: undefined }, 'issuedTime is missing'],
    [{ issuedTime: '0001-01-01T00:00:00Z' }, 'issuedTime is the zero time, which counts as absent'],
    [{ acknowledgedTime: TIME }, 'fits'],
    [{ acknowledgedTime: EARLIER }, 'acknowledgedTime is before issuedTime'],
    [{ retractedTime: EARLIER }, 'retractedTime is before issuedTime'],
    [{ priority: 'x' }, 'priority is not one of critical'],
    [{ triggerDelay: undefined }, 'triggerDelay is missing'],
    [{ triggerDelay: 86_400 }, 'fits'],
    [{ triggerDelay: 86_401 }, 'triggerDelay is not between 0 and 86400'],
    [{ trigger: 'repeating' }, 'fits'],
    [{ trigger: 'immediate' }, 'triggerDelay is allowed only where trigger is delayed or repeating'],
    [{ soundName: undefined }, 'soundName is missing'],
    [{ sound: 'silence' }, 'soundName is allowed only where sound is name'],
  ]);
});
