import { datum } from '../fields/base.ts';
import { between, choice, number, object, report } from '../fields/fields.ts';
import { checkTarget, glucoseFault, glucoseTarget, glucoseUnits } from '../fields/glucose.ts';
import { embeddedBolus } from './bolus.ts';

/** The bolus calculator: https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/calculator.md */
export const wizard = datum('wizard', {}, () => ({
  units: glucoseUnits(),
  bgInput: number('Blood glucose that was entered: 0 to 1000 mg/dL, 0 to 55 mmol/L.').optional(),
  bgTarget: glucoseTarget('Target blood glucose').optional(),
  bolus: embeddedBolus.optional(),
  carbInput: between('Carbohydrates that were entered.', 0, 1000).optional(),
  carbUnits: choice('grams or exchanges.', ['grams', 'exchanges']).optional(),
  insulinCarbRatio: between('Carbohydrates per unit of insulin.', 0, 250).optional(),
  insulinOnBoard: between('Insulin still active, in units.', 0, 250).optional(),
  insulinSensitivity: number('Decrease of blood glucose per unit of insulin.').optional(),
  recommended: object('Recommendation of the calculator, in units of insulin.', () => ({
    carb: between('For the carbohydrates.', 0, 100).optional(),
    correction: between('To correct blood glucose.', -100, 100).optional(),
    net: between('In all.', -100, 100).optional(),
  })).optional(),
})).check((context) => {
  const { units, bgInput, bgTarget, insulinSensitivity } = context.value;
  report(context, ['bgInput'], glucoseFault(bgInput, units));
  checkTarget(context, ['bgTarget'], bgTarget, units);
  report(context, ['insulinSensitivity'], glucoseFault(insulinSensitivity, units));
});
