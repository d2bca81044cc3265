import { datum } from '../fields/base.ts';
import { choice, integer, list, object, report, short } from '../fields/fields.ts';
import { measure } from '../fields/measure.ts';

const state = object('A state.', () => ({
  state: choice('Reported state.', [
    'alcohol',
    'cycle',
    'hyperglycemiaSymptoms',
    'hypoglycemiaSymptoms',
    'illness',
    'other',
    'stress',
  ]),
  stateOther: short('Reported state, if state is other.').optional(),
  severity: integer('Severity.', 0, 10).optional(),
})).check((context) => {
  const { state, stateOther } = context.value;
  if (state === 'other') {
    if (stateOther === undefined) report(context, ['stateOther'], 'is missing');
  } else if (stateOther !== undefined)
    report(context, ['stateOther'], 'is allowed only where state is other');
});

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/reported-state.md */
export const reportedState = datum('reportedState', {}, () => ({
  states: list('Reported states.', state, undefined, 0).optional(),
}));

const LITERS = 37.854118;

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/water.md */
export const water = datum('water', {}, () => ({
  amount: measure('Amount: up to 10 gallons.', {
    gallons: 10,
    liters: LITERS,
    milliliters: LITERS * 1000,
    ounces: 1280,
  }),
}));
