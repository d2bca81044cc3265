import { z } from 'zod';
import { datum } from '../fields/base.ts';
import {
  between,
  choice,
  fits,
  integer,
  list,
  named,
  number,
  object,
  report,
  short,
} from '../fields/fields.ts';
import { measure } from '../fields/measure.ts';

const KILOJOULES = 41_858;

/** The same limits for what is eaten and for what activity takes: 10,000 kilocalories. */
export const energy = (description: string) =>
  measure(description, {
    calories: 10_000_000,
    joules: KILOJOULES * 1000,
    kilocalories: 10_000,
    kilojoules: KILOJOULES,
  });

const grams = (description: string) => between(`${description}, in grams.`, 0, 1000);
const unit = named('grams.', 'grams');
const part = (description: string) =>
  object(description, { units: unit, total: grams(description.replace(/\.$/, '')) }).optional();

export const nutrition = object('What is in it.', {
  carbohydrate: object('Carbohydrates.', {
    units: unit,
    net: grams('What the body takes up'),
    total: grams('All').optional(),
    sugars: grams('Sugars').optional(),
    dietaryFiber: grams('Fiber').optional(),
  }).optional(),
  energy: energy('Energy: up to 10,000 kilocalories.').optional(),
  fat: part('Fat.'),
  protein: part('Protein.'),
  estimatedAbsorptionDuration: integer('How long the body takes to absorb it, in s.', 0, 86_400).optional(),
});

const dish = {
  name: short('What it is.').optional(),
  brand: short('The brand.').optional(),
  code: short('A code, such as of the package.').optional(),
  amount: object('How much.', {
    units: short('A unit of any name, such as cup.'),
    value: number('The amount, in the units.').min(0, 'is below 0'),
  }).optional(),
  nutrition: nutrition.optional(),
};

const ingredient: z.ZodObject = object('An ingredient, such as the food itself.', {
  ...dish,
  ingredients: list(
    'What it is made of, in turn.',
    z.looseObject({}, { error: 'is not an object' }).check(fits(() => ingredient)),
    100,
  ).optional(),
});

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/food.md */
export const food = datum(
  'food',
  {},
  {
    ...dish,
    meal: choice('Which meal.', ['breakfast', 'dinner', 'lunch', 'other', 'snack']).optional(),
    mealOther: short('Which meal, where meal is other.').optional(),
    ingredients: list('What it is made of.', ingredient, 100).optional(),
  },
).check((context) => {
  const { meal, mealOther } = context.value;
  if (meal === 'other') {
    if (mealOther === undefined) report(context, ['mealOther'], 'is missing');
  } else if (mealOther !== undefined) report(context, ['mealOther'], 'is allowed only where meal is other');
});
