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

/** Energy of food and of activity, with the same limit: 10,000 kilocalories. */
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
  object(description, () => ({ units: unit, total: grams(description.replace(/\.$/, '')) })).optional();

export const nutrition = object('Nutrition.', () => ({
  carbohydrate: object('Carbohydrates.', () => ({
    units: unit,
    net: grams('Absorbed carbohydrates'),
    total: grams('All').optional(),
    sugars: grams('Sugars').optional(),
    dietaryFiber: grams('Fiber').optional(),
  })).optional(),
  energy: energy('Energy: up to 10,000 kilocalories.').optional(),
  fat: part('Fat.'),
  protein: part('Protein.'),
  estimatedAbsorptionDuration: integer('Duration of absorption, in s.', 0, 86_400).optional(),
}));

const dish = {
  name: short('Name of the food.').optional(),
  brand: short('The brand.').optional(),
  code: short('Code, such as that of the package.').optional(),
  amount: object('How much.', () => ({
    units: short('A unit of any name, such as cup.'),
    value: number('Amount, in the units.').min(0, 'is below 0'),
  })).optional(),
  nutrition: nutrition.optional(),
};

const ingredient: z.ZodObject = object('An ingredient, such as the food itself.', () => ({
  ...dish,
  ingredients: list(
    'Its ingredients.',
    z.looseObject({}, { error: 'is not an object' }).check(fits(() => ingredient)),
    100,
  ).optional(),
}));

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/food.md */
export const food = datum('food', {}, () => ({
  ...dish,
  meal: choice('Which meal.', ['breakfast', 'dinner', 'lunch', 'other', 'snack']).optional(),
  mealOther: short('Name of the meal, if meal is other.').optional(),
  ingredients: list('Ingredients.', ingredient, 100).optional(),
})).check((context) => {
  const { meal, mealOther } = context.value;
  if (meal === 'other') {
    if (mealOther === undefined) report(context, ['mealOther'], 'is missing');
  } else if (mealOther !== undefined) report(context, ['mealOther'], 'is allowed only where meal is other');
});
