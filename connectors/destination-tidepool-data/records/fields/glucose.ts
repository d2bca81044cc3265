import { type Checked, choice, number, object, report } from './fields.ts';

const GLUCOSE_UNITS = ['mmol/L', 'mmol/l', 'mg/dL', 'mg/dl'] as const;

export const glucoseUnits = () => choice('mg/dL or mmol/L.', GLUCOSE_UNITS);

/** The highest value in a unit; the lowest is 0. Undefined if there is no unit with a limit. */
function glucoseMaximum(units: string | undefined): number | undefined {
  switch (units) {
    case 'mmol/L':
    case 'mmol/l':
      return 55;
    case 'mg/dL':
    case 'mg/dl':
      return 1000;
    default:
      return undefined;
  }
}

/** Returns the fault of a value, or undefined. */
export function glucoseFault(value: number | undefined, units: string | undefined): string | undefined {
  const max = glucoseMaximum(units);
  if (value === undefined || max === undefined) return undefined;
  return value < 0 || value > max ? `is not between 0 and ${max} ${units}` : undefined;
}

const bounds = {
  target: number('Target value.').optional(),
  range: number('Accepted distance from the target.').optional(),
  low: number('Lowest accepted value.').optional(),
  high: number('Highest accepted value.').optional(),
};

export const targetFields = bounds;

export const glucoseTarget = (description: string) =>
  object(`${description}: target; target and range; target and high; or low and high.`, () => bounds);

interface Target {
  readonly target?: number | undefined;
  readonly range?: number | undefined;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/** Checks that a target has one of four forms, and that its values are in order. */
export function checkTarget(
  context: Checked,
  path: readonly PropertyKey[],
  value: Target | undefined,
  units: string | undefined,
): void {
  if (value === undefined) return;
  const { target, range, low, high } = value;
  const fault = (field: keyof Target, message: string | undefined) =>
    report(context, [...path, field], message);
  const alone = (field: keyof Target, others: string) => {
    if (value[field] !== undefined) fault(field, `is not allowed beside ${others}`);
  };
  if (target !== undefined) {
    fault('target', glucoseFault(target, units));
    if (range !== undefined) fault('range', rangeFault(target, range, units));
    alone('low', 'target');
    if (range !== undefined) alone('high', 'target and range');
    else if (high !== undefined) fault('high', highFault(target, high, 'target', units));
  } else if (low !== undefined) {
    if (high === undefined) return fault('high', 'is missing');
    alone('range', 'low and high');
    fault('low', glucoseFault(low, units));
    fault('high', highFault(low, high, 'low', units));
  } else fault('target', 'is missing');
}

function rangeFault(target: number, range: number, units: string | undefined): string | undefined {
  const max = glucoseMaximum(units);
  if (max === undefined || target < 0 || target > max) return undefined;
  return range < 0 || range > Math.min(target, max - target)
    ? `extends from target beyond 0 to ${max} ${units}`
    : undefined;
}

function highFault(low: number, high: number, name: string, units: string | undefined): string | undefined {
  const max = glucoseMaximum(units);
  if (max === undefined || low < 0 || low > max) return undefined;
  return high < low || high > max ? `is not between ${name} and ${max} ${units}` : undefined;
}
