import { datum } from '../datum.ts';
import { list } from '../lists.ts';
import { ENERGY, quantity } from '../quantities.ts';
import { exactlyIf, is, type Rule, required } from '../rule.ts';
import { atLeast, atMost, between, integer, name, notEmpty, number, oneOf, text } from '../scalars.ts';
import { type Members, object } from '../structures.ts';

const grams = () => number(between(0, 1000));
const inGrams = () => required(text(oneOf('grams')));
const total = () => object({ total: required(grams()), units: inGrams() });

export const nutrition = (): Rule =>
  object({
    estimatedAbsorptionDuration: integer(between(0, 86_400)),
    carbohydrate: object({
      dietaryFiber: grams(),
      net: required(grams()),
      sugars: grams(),
      total: grams(),
      units: inGrams(),
    }),
    energy: quantity(ENERGY),
    fat: total(),
    protein: total(),
  });

/** Members that foods and ingredients share. An ingredient may have ingredients itself. */
const WARE: Members = {
  amount: object({
    units: required(text(notEmpty, atMost(100))),
    value: required(number(atLeast(() => 0))),
  }),
  brand: name(),
  code: name(),
  ingredients: list({
    parse: (raw, at) => ingredient.parse(raw, at),
    validate: (value, at) => ingredient.validate(value, at),
    normalise: (value, at) => ingredient.normalise(value, at),
  }),
};

const ingredient: Rule = object({ ...WARE, name: name(), nutrition: nutrition() });

export const food = datum(
  { type: 'food' },
  {
    ...WARE,
    meal: text(oneOf('breakfast', 'dinner', 'lunch', 'other', 'snack')),
    mealOther: exactlyIf(is('meal', 'other'), name()),
    name: name(),
    nutrition: nutrition(),
  },
);
