import type { z } from 'zod';
import { type Checked, integer, list, number, object, report } from './fields.ts';
import { checkTarget, glucoseFault, targetFields } from './glucose.ts';

/** A schedule of a setting over the day: parts that begin at 0, each later than the previous one. */
export function schedule<Shape extends z.ZodRawShape>(description: string, shape: Shape) {
  const start = integer('Start of the part, in ms of the day. The first is 0.', 0, 86_400_000);
  const part = object('A part of the day.', () => ({ ...shape, start }));
  return list(description, part, undefined, 0).check((context) => {
    let earliest = 0;
    context.value.forEach((each, index) => {
      const { start } = each as { readonly start: number };
      if (index === 0 && start !== 0) report(context, [0, 'start'], 'is not 0');
      if (index > 0 && start < earliest) report(context, [index, 'start'], 'is not after the one before');
      earliest = start + 1;
    });
  });
}

export const targetSchedule = schedule('Target blood glucose.', targetFields);

export const sensitivitySchedule = schedule('Decrease of blood glucose per unit of insulin.', {
  amount: number('The difference: 0 to 1000 mg/dL, 0 to 55 mmol/L.'),
});

export function checkTargets(
  context: Checked,
  path: readonly PropertyKey[],
  schedule: z.infer<typeof targetSchedule> | undefined,
  units: string | undefined,
): void {
  schedule?.forEach((each, index) => {
    checkTarget(context, [...path, index], each, units);
  });
}

export function checkSensitivities(
  context: Checked,
  path: readonly PropertyKey[],
  schedule: z.infer<typeof sensitivitySchedule> | undefined,
  units: string | undefined,
): void {
  schedule?.forEach(({ amount }, index) => {
    report(context, [...path, index, 'amount'], glucoseFault(amount, units));
  });
}
