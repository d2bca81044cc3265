import type { Random } from '../random.ts';
import { type Fault, type FaultPlanInput, faultPlan } from './faults.ts';
import { mulberry32 } from './mulberry32.ts';
import type { EmulatedRequest } from './provider.ts';

/** The faults of a running emulator. */
export interface FaultControl {
  /** Number of times that each fault of the current plan was applied, in the plan's order. */
  readonly fired: readonly number[];
  /** Replaces the plan; counts restart. @throws Error when the plan is not valid. */
  set(plan: FaultPlanInput): void;
  /** Removes all faults. */
  clear(): void;
}

export interface FaultPicker extends FaultControl {
  /** Returns the fault that applies to this request. */
  pick(request: EmulatedRequest): Fault | undefined;
}

interface Rule {
  readonly fault: Fault;
  readonly matches: (request: EmulatedRequest) => boolean;
  readonly random: Random;
  seen: number;
  fired: number;
}

export function faultPicker(initial: FaultPlanInput): FaultPicker {
  let rules: Rule[] = [];

  const set = (input: FaultPlanInput): void => {
    const { seed, faults } = faultPlan(input);
    rules = faults.map((fault, index) => ({
      fault,
      matches: matcher(fault),
      // One sequence for each fault, so that another fault of the plan does not change when this one applies.
      random: mulberry32(seed + Math.imul(index, 0x9e3779b9)),
      seen: 0,
      fired: 0,
    }));
  };
  set(initial);

  return {
    get fired() {
      return rules.map((rule) => rule.fired);
    },
    set,
    clear: () => set([]),
    pick(request) {
      let chosen: Rule | undefined;
      for (const rule of rules) {
        if (!rule.matches(request)) continue;
        rule.seen++;
        if (isDue(rule)) chosen ??= rule;
      }
      if (chosen) chosen.fired++;
      return chosen?.fault;
    },
  };
}

function isDue({ fault, seen, fired, random }: Rule): boolean {
  // Drawn even when `times` is used up, so that a sequence depends on the requests alone.
  const drawn = fault.probability === undefined || random() < fault.probability;
  if (!drawn || fired >= (fault.times ?? Number.POSITIVE_INFINITY)) return false;
  if (fault.nth !== undefined) return [fault.nth].flat().includes(seen);
  return fault.every === undefined || seen % fault.every === 0;
}

function matcher({ match }: Fault): (request: EmulatedRequest) => boolean {
  const { method, path, body } = match;
  const pattern = typeof path === 'object' ? new RegExp(path.regexp) : undefined;
  return (request) =>
    (method === undefined || method.toUpperCase() === request.method) &&
    (typeof path !== 'string' || request.path.startsWith(path)) &&
    (pattern === undefined || pattern.test(request.path)) &&
    (body === undefined || request.body.includes(body));
}
