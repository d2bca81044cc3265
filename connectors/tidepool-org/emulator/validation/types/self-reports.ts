import { datum } from '../datum.ts';
import { anyNumberOf } from '../lists.ts';
import { quantity } from '../quantities.ts';
import { exactlyIf, is, required } from '../rule.ts';
import { between, integer, name, oneOf, text } from '../scalars.ts';
import { object } from '../structures.ts';
import { moment, notBefore, notZero } from '../times.ts';

export const reportedState = datum(
  { type: 'reportedState' },
  {
    states: anyNumberOf(
      object({
        severity: integer(between(0, 10)),
        state: required(
          text(
            oneOf(
              'alcohol',
              'cycle',
              'hyperglycemiaSymptoms',
              'hypoglycemiaSymptoms',
              'illness',
              'other',
              'stress',
            ),
          ),
        ),
        stateOther: exactlyIf(is('state', 'other'), name()),
      }),
    ),
  },
);

export const water = datum(
  { type: 'water' },
  {
    amount: required(
      quantity({
        gallons: [0, 10],
        liters: [0, 37.854118],
        milliliters: [0, 37_854.118],
        ounces: [0, 1280],
      }),
    ),
  },
);

export const alert = datum(
  { type: 'alert' },
  {
    name: required(name()),
    priority: text(oneOf('critical', 'normal', 'timeSensitive')),
    trigger: text(oneOf('delayed', 'immediate', 'repeating')),
    triggerDelay: exactlyIf(is('trigger', 'delayed', 'repeating'), integer(between(0, 86_400))),
    sound: text(oneOf('name', 'silence', 'vibrate')),
    soundName: exactlyIf(is('sound', 'name'), name()),
    issuedTime: required(moment(notZero)),
    acknowledgedTime: moment(notBefore('issuedTime')),
    retractedTime: moment(notBefore('issuedTime')),
  },
);
