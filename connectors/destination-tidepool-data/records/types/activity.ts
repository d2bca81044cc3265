import { datum } from '../fields/base.ts';
import { choice, flag, integer, object, report, short } from '../fields/fields.ts';
import { measure } from '../fields/measure.ts';
import { energy } from './food.ts';

/** Kinds of workout of Apple HealthKit. */
const ACTIVITIES = [
  ...(['americanFootball', 'archery', 'australianFootball', 'badminton', 'barre', 'baseball'] as const),
  ...(['basketball', 'bowling', 'boxing', 'climbing', 'coreTraining', 'cricket'] as const),
  ...(['crossCountrySkiing', 'crossTraining', 'curling', 'cycling', 'dance'] as const),
  ...(['danceInspiredTraining', 'downhillSkiing', 'elliptical', 'equestrianSports', 'fencing'] as const),
  ...(['fishing', 'flexibility', 'functionalStrengthTraining', 'golf', 'gymnastics', 'handball'] as const),
  ...(['handCycling', 'highIntensityIntervalTraining', 'hiking', 'hockey', 'hunting'] as const),
  ...(['jumpRope', 'kickboxing', 'lacrosse', 'martialArts', 'mindAndBody', 'mixedCardio'] as const),
  ...(['mixedMetabolicCardioTraining', 'other', 'paddleSports', 'pilates', 'play'] as const),
  ...(['preparationAndRecovery', 'racquetball', 'rowing', 'rugby', 'running', 'sailing'] as const),
  ...(['skatingSports', 'snowboarding', 'snowSports', 'soccer', 'softball', 'squash'] as const),
  ...(['stairClimbing', 'stairs', 'stepTraining', 'surfingSports', 'swimming'] as const),
  ...(['tableTennis', 'taiChi', 'tennis', 'trackAndField', 'traditionalStrengthTraining'] as const),
  ...(['volleyball', 'walking', 'waterFitness', 'waterPolo', 'waterSports'] as const),
  ...(['wheelchairRunPace', 'wheelchairWalkPace', 'wrestling', 'yoga'] as const),
] as const;

const distance = (description: string) =>
  measure(description, {
    feet: 528_000,
    kilometers: 160.9344,
    meters: 160_934.4,
    miles: 100,
    yards: 176_000,
  });

const counted = (description: string, max: number) =>
  object(description, () => ({ count: integer('How many.', 0, max) })).optional();

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/physical-activity.md */
export const physicalActivity = datum('physicalActivity', {}, () => ({
  activityType: choice(
    'Kind of activity.',
    ACTIVITIES,
    'is not an activity that Tidepool accepts',
  ).optional(),
  activityTypeOther: short('Kind of activity, if activityType is other.').optional(),
  name: short('Name of the activity.').optional(),
  aggregate: flag('Whether it is the sum of several activities.').optional(),
  reportedIntensity: choice('Reported intensity.', ['high', 'low', 'medium']).optional(),
  duration: measure('Duration: up to 168 hours.', {
    hours: 168,
    minutes: 10_080,
    seconds: 604_800,
  }).optional(),
  distance: distance('Distance: up to 100 miles.').optional(),
  elevationChange: measure('Change of elevation: up to 52,800 feet.', {
    feet: 52_800,
    meters: 16_093.44,
  }).optional(),
  energy: energy('Energy used: up to 10,000 kilocalories.').optional(),
  step: counted('Steps.', 100_000),
  flight: counted('Flights of stairs.', 10_000),
  lap: object('Laps.', () => ({
    count: integer('How many.', 0, 10_000),
    distance: distance('Length of one lap.'),
  })).optional(),
})).check((context) => {
  const { activityType, activityTypeOther } = context.value;
  if (activityTypeOther !== undefined && activityType !== 'other')
    report(context, ['activityTypeOther'], 'is allowed only where activityType is other');
});
