import { z } from 'zod';
import { datum } from './base.ts';
import { between, choice, fits, list, named, number, object, report, short, withMessage } from './fields.ts';

const simple = object('A single insulin.', () => ({
  actingType: choice('Duration of action.', ['intermediate', 'long', 'rapid', 'short']),
  brand: short('The brand.').optional(),
  concentration: object('Concentration.', () => ({
    units: named('Units/mL.', 'Units/mL'),
    value: between('Units per millilitre.', 0, 10_000),
  })).optional(),
}));

const compound = object('Component of a mixture.', () => ({
  amount: number('Amount.').min(0, 'is below 0'),
  formulation: z
    .looseObject({}, { error: withMessage('is not an object') })
    .check(fits((): z.ZodType => insulinFormulation))
    .describe('Its formulation: name, simple or compounds, as above.'),
}));

/** https://github.com/tidepool-org/platform/blob/master/data/types/insulin/formulation.go */
export const insulinFormulation = object('Formulation: a name, a single insulin, or a mixture.', () => ({
  name: short('Name of the product.').optional(),
  simple: simple.optional(),
  compounds: list('Components of the mixture.', compound, 100).optional(),
})).check((context) => {
  const { name, simple, compounds } = context.value;
  if (simple !== undefined) {
    if (compounds !== undefined) report(context, ['compounds'], 'is not allowed beside simple');
  } else if (compounds === undefined && name === undefined) report(context, ['simple'], 'is missing');
});

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/insulin.md */
export const insulin = datum('insulin', {}, () => ({
  dose: object('Dose.', () => ({
    total: between('Total dose.', 0, 250),
    units: named('Units.', 'Units'),
    food: between('Part for food.', 0, 250).optional(),
    correction: between('Part that corrects blood glucose.', -250, 250).optional(),
    active: between('Active part of earlier doses.', 0, 250).optional(),
  })).optional(),
  formulation: insulinFormulation.optional(),
  site: short('Site on the body.').optional(),
}));
