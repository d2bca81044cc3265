import { z } from 'zod';
import { datum } from './base.ts';
import { between, choice, fits, list, named, number, object, report, says, short } from './fields.ts';

const simple = object('Insulin of one kind.', {
  actingType: choice('How long it acts.', ['intermediate', 'long', 'rapid', 'short']),
  brand: short('The brand.').optional(),
  concentration: object('How strong it is.', {
    units: named('Units/mL.', 'Units/mL'),
    value: between('Units in a millilitre.', 0, 10_000),
  }).optional(),
});

const compound = object('A part of a mixture.', {
  amount: number('How much of it.').min(0, 'is below 0'),
  formulation: z
    .looseObject({}, { error: says('is not an object') })
    .check(fits((): z.ZodType => insulinFormulation))
    .describe('What it is: name, simple or compounds, as above.'),
});

/** https://github.com/tidepool-org/platform/blob/master/data/types/insulin/formulation.go */
export const insulinFormulation = object('Which insulin: a name, a simple one, or a mixture.', {
  name: short('The name of the product.').optional(),
  simple: simple.optional(),
  compounds: list('What it is mixed of.', compound, 100).optional(),
}).check((context) => {
  const { name, simple, compounds } = context.value;
  if (simple !== undefined) {
    if (compounds !== undefined) report(context, ['compounds'], 'is not allowed beside simple');
  } else if (compounds === undefined && name === undefined) report(context, ['simple'], 'is missing');
});

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/insulin.md */
export const insulin = datum(
  'insulin',
  {},
  {
    dose: object('How much was taken.', {
      total: between('The whole dose.', 0, 250),
      units: named('Units.', 'Units'),
      food: between('The part for food.', 0, 250).optional(),
      correction: between('The part that corrects blood glucose.', -250, 250).optional(),
      active: between('The part still active from before.', 0, 250).optional(),
    }).optional(),
    formulation: insulinFormulation.optional(),
    site: short('Where on the body.').optional(),
  },
);
