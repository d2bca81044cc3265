import { datum } from '../fields/base.ts';
import { between, type Checked, choice, integer, named, report } from '../fields/fields.ts';
import { insulinFormulation } from '../fields/insulin.ts';
import { oneOf, type Variants } from '../fields/variants.ts';

const subType = <const Name extends string>(name: Name) => ({
  subType: named('Kind of delivery.', name),
});

const units = (description: string) => between(`${description}, in units of insulin.`, 0, 100);
const ms = (description: string) => integer(`${description}, in ms.`, 0, 86_400_000);

const any = {
  deliveryContext: choice('Cause of the delivery.', [
    'algorithm',
    'device',
    'oneButton',
    'remote',
    'undetermined',
    'watch',
  ]).optional(),
  insulinFormulation: insulinFormulation.optional(),
};

const normal = {
  normal: units('Amount delivered immediately'),
  expectedNormal: units('Expected amount of the immediate part').optional(),
};

const extended = {
  duration: ms('Duration of the extended part'),
  extended: units('Amount delivered over time'),
  expectedDuration: ms('Expected duration of the extended part').optional(),
  expectedExtended: units('Expected amount of the extended part').optional(),
};

interface Normal {
  readonly normal: number;
  readonly expectedNormal?: number | undefined;
}

interface Extended {
  readonly duration: number;
  readonly extended: number;
  readonly expectedDuration?: number | undefined;
  readonly expectedExtended?: number | undefined;
}

/** The service reports the fault at the delivered amount, not at the expected one. */
function checkNormal(context: Checked, { normal, expectedNormal }: Normal): void {
  if (expectedNormal !== undefined && normal > expectedNormal)
    report(context, ['normal'], 'is more than expectedNormal');
}

function checkExtended(context: Checked, value: Extended): void {
  const { duration, expectedDuration, extended, expectedExtended } = value;
  if (expectedDuration !== undefined && duration > expectedDuration)
    report(context, ['duration'], 'is more than expectedDuration');
  if (expectedDuration === undefined && expectedExtended !== undefined)
    report(context, ['expectedDuration'], 'is missing');
  if (expectedDuration !== undefined && expectedExtended === undefined)
    report(context, ['expectedDuration'], 'is allowed only with expectedExtended');
  if (expectedExtended !== undefined && extended > expectedExtended)
    report(context, ['extended'], 'is more than expectedExtended');
}

/** https://github.com/tidepool-org/TidepoolApi/tree/master/docs/device-data/data-types/bolus */
export const bolus: Variants = {
  by: 'subType',
  schemas: {
    normal: datum('bolus', subType('normal'), () => ({ ...normal, ...any })).check((context) =>
      checkNormal(context, context.value),
    ),
    square: datum('bolus', subType('square'), () => ({ ...extended, ...any })).check((context) =>
      checkExtended(context, context.value),
    ),
    'dual/square': datum('bolus', subType('dual/square'), () => ({ ...normal, ...extended, ...any })).check(
      (context) => {
        checkExtended(context, context.value);
        checkNormal(context, context.value);
      },
    ),
    automated: datum('bolus', subType('automated'), () => ({ ...normal, ...any })).check((context) => {
      const { normal, expectedNormal } = context.value;
      if (expectedNormal === undefined) {
        if (normal === 0) report(context, ['expectedNormal'], 'is missing');
      } else if (expectedNormal < normal) report(context, ['expectedNormal'], 'is less than normal');
    }),
  },
};

/** A complete bolus within another datum: the service stores it as a separate datum. */
export const embeddedBolus = oneOf(bolus, 'Delivered bolus: a complete datum, not its id.');
