import type { Fields, Place } from './place.ts';
import { exists, notExists } from './problem.ts';
import type { Check, Rule } from './rule.ts';
import { number, oneOf, type Range, text, within } from './scalars.ts';
import { type Overall, object } from './structures.ts';

const MMOL = ['mmol/L', 'mmol/l'] as const;
const MG = ['mg/dL', 'mg/dl'] as const;
const MG_PER_MMOL = 18.01559;

const isMmol: Check<string> = oneOf(...MMOL);

/** All values of a datum have the unit that it names once: in `units` or in `units.bg`. */
export function unitsOf(datum: Fields): string | undefined {
  const { units } = datum;
  if (typeof units === 'string') return units;
  const bg = (units as Fields | undefined)?.bg;
  return typeof bg === 'string' ? bg : undefined;
}

/** Stored values are always in mmol/L. */
export const glucoseUnits = (): Rule => ({ ...text(oneOf(...MMOL, ...MG)), normalise: () => 'mmol/L' });

export const ketoneUnits = (): Rule => ({ ...text(isMmol), normalise: () => 'mmol/L' });

/** The range in the given units; undefined for absent or unknown units. */
export function rangeOf(units: unknown, mg: Range, mmol: Range): Range | undefined {
  if (MG.includes(units as 'mg/dL')) return mg;
  return MMOL.includes(units as 'mmol/L') ? mmol : undefined;
}

const glucoseRange = (at: Place) => rangeOf(unitsOf(at.datum), [0, 1000], [0, 55]);

/** A number in the datum's glucose units, stored in mmol/L with five decimals. */
export const inGlucoseUnits = (...checks: readonly Check<number>[]): Rule => ({
  ...number(...checks),
  normalise: (value, at) => (MG.includes(unitsOf(at.datum) as 'mg/dL') ? toMmol(value as number) : value),
});

export const glucose = (): Rule => inGlucoseUnits(within(glucoseRange));

/** Rounds like the service: adds half a unit of the last place and truncates. Other ways of rounding give other values. */
export const toMmol = (mg: number): number =>
  Math.trunc((mg / MG_PER_MMOL) * 1e5 + (mg < 0 ? -0.5 : 0.5)) / 1e5;

type Target = Partial<Record<keyof typeof TARGET, number>>;

export const TARGET = {
  high: inGlucoseUnits(),
  low: inGlucoseUnits(),
  range: inGlucoseUnits(),
  target: inGlucoseUnits(),
};

/** A target is one of {target}, {target, range}, {target, high} and {low, high}. */
export const checkTarget: Overall = (value, at) => {
  const { target, range, low, high } = value as Target;
  const first = target ?? low;
  if (first === undefined) return at.member('target').report(notExists);
  if (target === undefined && high === undefined) return at.member('high').report(notExists);
  const bounds = glucoseRange(at);
  const room = bounds && first >= bounds[0] && first <= bounds[1] ? bounds : undefined;
  const allowed: Record<string, Range | undefined> = { [target === undefined ? 'low' : 'target']: bounds };
  if (target !== undefined && range !== undefined) {
    allowed.range = room && [0, Math.min(target - room[0], room[1] - target)];
  } else if (high !== undefined) allowed.high = room && [first, room[1]];
  for (const name of Object.keys(TARGET)) {
    const there = at.member(name, value);
    if (value[name] === undefined) continue;
    there.report(name in allowed ? within(() => allowed[name])(value[name] as number, there) : exists);
  }
};

export const glucoseTarget = (): Rule => object(TARGET, checkTarget);
