import { datum } from '../datum.ts';
import { ENERGY, quantity, upToHours } from '../quantities.ts';
import { is, onlyIf, required } from '../rule.ts';
import { between, flag, integer, name, oneOf, text } from '../scalars.ts';
import { object } from '../structures.ts';

/** The names come from Apple's list of workouts. */
const ACTIVITIES =
  'americanFootball archery australianFootball badminton barre baseball basketball bowling boxing climbing coreTraining ' +
  'cricket crossCountrySkiing crossTraining curling cycling dance danceInspiredTraining downhillSkiing elliptical ' +
  'equestrianSports fencing fishing flexibility functionalStrengthTraining golf gymnastics handball handCycling ' +
  'highIntensityIntervalTraining hiking hockey hunting jumpRope kickboxing lacrosse martialArts mindAndBody mixedCardio ' +
  'mixedMetabolicCardioTraining other paddleSports pilates play preparationAndRecovery racquetball rowing rugby running ' +
  'sailing skatingSports snowboarding snowSports soccer softball squash stairClimbing stairs stepTraining surfingSports ' +
  'swimming tableTennis taiChi tennis trackAndField traditionalStrengthTraining volleyball walking waterFitness waterPolo ' +
  'waterSports wheelchairRunPace wheelchairWalkPace wrestling yoga';

/** Up to 100 miles. */
const distance = () =>
  quantity({
    feet: [0, 528_000],
    kilometers: [0, 160.9344],
    meters: [0, 160_934.4],
    miles: [0, 100],
    yards: [0, 176_000],
  });

const count = (max: number) => required(integer(between(0, max)));

export const physicalActivity = datum(
  { type: 'physicalActivity' },
  {
    activityType: text(oneOf(...ACTIVITIES.split(' '))),
    activityTypeOther: onlyIf(is('activityType', 'other'), name()),
    aggregate: flag(),
    distance: distance(),
    duration: quantity(upToHours(168)),
    elevationChange: quantity({ feet: [0, 52_800], meters: [0, 16_093.44] }),
    energy: quantity(ENERGY),
    flight: object({ count: count(10_000) }),
    lap: object({ count: count(10_000), distance: required(distance()) }),
    name: name(),
    reportedIntensity: text(oneOf('high', 'low', 'medium')),
    step: object({ count: count(100_000) }),
  },
);
