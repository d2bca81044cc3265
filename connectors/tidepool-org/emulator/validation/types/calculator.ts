import { datum, splitOff } from '../datum.ts';
import { glucose, glucoseTarget, glucoseUnits } from '../glucose.ts';
import { required } from '../rule.ts';
import { between, number, oneOf, text } from '../scalars.ts';
import { object, variants } from '../structures.ts';
import { bolus } from './bolus.ts';

export const wizard = datum(
  { type: 'wizard' },
  {
    bgInput: glucose(),
    bgTarget: glucoseTarget(),
    bolus: splitOff(variants('type', { bolus })),
    carbInput: number(between(0, 1000)),
    carbUnits: text(oneOf('grams', 'exchanges')),
    insulinCarbRatio: number(between(0, 250)),
    insulinOnBoard: number(between(0, 250)),
    insulinSensitivity: glucose(),
    recommended: object({
      carb: number(between(0, 100)),
      correction: number(between(-100, 100)),
      net: number(between(-100, 100)),
    }),
    units: required(glucoseUnits()),
  },
);
