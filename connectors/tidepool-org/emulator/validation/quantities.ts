import { type Rule, required } from './rule.ts';
import { number, oneOf, type Range, text, within } from './scalars.ts';
import { object } from './structures.ts';

/** The range of a value in each unit. */
export type Units = Readonly<Record<string, Range>>;

export const unitOf = (units: Units): Rule => text(oneOf(...Object.keys(units)));

/** A number whose range depends on the unit in a neighbouring member. With an unknown unit, any number is valid. */
export const inUnits = (units: Units, unitMember = 'units'): Rule =>
  number(within((at) => rangeIn(units, at.owner[unitMember])));

const rangeIn = (units: Units, unit: unknown): Range | undefined =>
  typeof unit === 'string' && Object.hasOwn(units, unit) ? units[unit] : undefined;

/** `{units, value}` */
export const quantity = (units: Units): Rule =>
  object({ units: required(unitOf(units)), value: required(inUnits(units)) });

/** `{duration, units}` */
export const lasting = (units: Units): Rule =>
  object({ duration: required(inUnits(units)), units: required(unitOf(units)) });

/** From 0 to a number of hours. */
export const upToHours = (hours: number): Units => ({
  hours: [0, hours],
  minutes: [0, hours * 60],
  seconds: [0, hours * 3600],
});

/** Up to 10,000 kilocalories. */
export const ENERGY: Units = {
  calories: [0, 10_000_000],
  joules: [0, 41_858_000],
  kilocalories: [0, 10_000],
  kilojoules: [0, 41_858],
};
