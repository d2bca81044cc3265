import { formatList } from '@airbyte-ts/cdk';
import type { z } from 'zod';
import { annotations, datum } from '../fields/base.ts';
import { between, type Checked, filled, integer, named, object, report, short } from '../fields/fields.ts';
import { insulinFormulation } from '../fields/insulin.ts';
import { oneOf, type Variants } from '../fields/variants.ts';

const WEEK = 604_800_000;

const deliveryType = <const Name extends string>(name: Name) => ({
  deliveryType: named('Kind of delivery.', name),
});

const lasting = {
  duration: integer('Duration in ms: up to 7 days.', 0, WEEK),
  expectedDuration: integer('Expected duration in ms.', 0, WEEK).optional(),
};

const rate = between('Units of insulin per hour.', 0, 100);
const scheduleName = filled('Name of the schedule.').optional();
const shortScheduleName = short('Name of the schedule.', 1000).optional();
const percent = between('Fraction of the usual rate, such as 0.65.', 0, 10).optional();
const formulation = insulinFormulation.optional();

const type = named('basal.', 'basal');

/** The suppressed delivery, which may have suppressed another one itself. */
const shared = {
  annotations: annotations.optional(),
  insulinFormulation: formulation,
  rate,
};

const scheduled = object('A scheduled delivery.', () => ({
  type,
  ...deliveryType('scheduled'),
  ...shared,
  scheduleName,
}));

function suppressed(schemas: Readonly<Record<string, z.ZodObject>>): z.ZodObject {
  const names = formatList(Object.keys(schemas));
  return oneOf({ by: 'deliveryType', schemas }, `Suppressed delivery: ${names}.`);
}

const automated = object('An automated delivery.', () => ({
  type,
  ...deliveryType('automated'),
  ...shared,
  scheduleName: shortScheduleName,
  suppressed: suppressed({ scheduled }).optional(),
}));

const temp = object('A temporary delivery.', () => ({
  type,
  ...deliveryType('temp'),
  ...shared,
  percent,
  suppressed: suppressed({ scheduled, automated }).optional(),
}));

interface Lasting {
  readonly duration: number;
  readonly expectedDuration?: number | undefined;
}

function checkDurations(context: Checked, { duration, expectedDuration }: Lasting): void {
  if (expectedDuration !== undefined && expectedDuration < duration)
    report(context, ['expectedDuration'], 'is less than duration');
}

/** https://github.com/tidepool-org/TidepoolApi/tree/master/docs/device-data/data-types/basal */
export const basal: Variants = {
  by: 'deliveryType',
  schemas: {
    scheduled: datum('basal', deliveryType('scheduled'), () => ({
      ...lasting,
      rate,
      scheduleName,
      insulinFormulation: formulation,
    })).check((context) => checkDurations(context, context.value)),
    automated: datum('basal', deliveryType('automated'), () => ({
      ...lasting,
      rate,
      scheduleName: shortScheduleName,
      insulinFormulation: formulation,
      suppressed: suppressed({ scheduled }).optional(),
    })).check((context) => checkDurations(context, context.value)),
    temp: datum('basal', deliveryType('temp'), () => ({
      ...lasting,
      rate,
      percent,
      insulinFormulation: formulation,
      suppressed: suppressed({ scheduled, automated }).optional(),
    })).check((context) => checkDurations(context, context.value)),
    suspend: datum('basal', deliveryType('suspend'), () => ({
      ...lasting,
      suppressed: suppressed({ scheduled, automated, temp }).optional(),
    })).check((context) => checkDurations(context, context.value)),
  },
};
