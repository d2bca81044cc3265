import { datum } from '../datum.ts';
import { list } from '../lists.ts';
import { exists, notExists } from '../problem.ts';
import { quantity } from '../quantities.ts';
import { type Rule, required } from '../rule.ts';
import { atLeast, between, name, number, oneOf, text } from '../scalars.ts';
import { object } from '../structures.ts';

const simple = object({
  actingType: required(text(oneOf('intermediate', 'long', 'rapid', 'short'))),
  brand: name(),
  concentration: quantity({ 'Units/mL': [0, 10_000] }),
});

const compounds = list(
  object({
    amount: required(number(atLeast(() => 0))),
    // A compound is a mixture of formulations, which may be mixtures themselves.
    formulation: required({
      parse: (raw, at) => formulation.parse(raw, at),
      validate: (value, at) => formulation.validate(value, at),
      normalise: (value, at) => formulation.normalise(value, at),
    }),
  }),
);

/** A simple insulin, a mixture, or the name alone. */
const formulation: Rule = object({
  compounds: {
    ...compounds,
    validate(value, at) {
      if (value !== undefined && at.owner.simple !== undefined) at.report(exists);
      else compounds.validate(value, at);
    },
  },
  name: name(),
  simple: {
    ...simple,
    validate(value, at) {
      const { compounds, name } = at.owner;
      if (value === undefined && compounds === undefined && name === undefined) at.report(notExists);
      else simple.validate(value, at);
    },
  },
});

export const insulinFormulation = (): Rule => formulation;

export const insulin = datum(
  { type: 'insulin' },
  {
    dose: object({
      active: number(between(0, 250)),
      correction: number(between(-250, 250)),
      food: number(between(0, 250)),
      total: required(number(between(0, 250))),
      units: required(text(oneOf('Units'))),
    }),
    formulation,
    site: name(),
  },
);
