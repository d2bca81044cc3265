import { datum } from '../fields/base.ts';
import { battery } from '../fields/battery.ts';
import { between, choice, flag, named, object, report } from '../fields/fields.ts';
import { anyInstant, isBefore } from '../fields/times.ts';
import { checkAny } from './controller.ts';

const when = anyInstant('Time: ISO 8601 with a zone.');

const basalDelivery = object('State of the basal delivery.', () => ({
  state: choice('What happens.', [
    'cancelingTemporary',
    'initiatingTemporary',
    'resuming',
    'scheduled',
    'suspended',
    'suspending',
    'temporary',
  ]),
  time: anyInstant('Start, if state is scheduled or suspended: ISO 8601 with a zone.').optional(),
  dose: object('Delivered dose, if state is temporary.', () => ({
    startTime: when.optional(),
    endTime: when.optional(),
    rate: between('Units of insulin per hour.', 0, 100),
    amountDelivered: between('Delivered units of insulin.', 0, 1000).optional(),
  }))
    .check((context) => {
      const { startTime, endTime } = context.value;
      if (startTime !== undefined && endTime !== undefined && isBefore(endTime, startTime))
        report(context, ['endTime'], 'is before startTime');
    })
    .optional(),
})).check((context) => {
  const { state, time, dose } = context.value;
  if (state === 'scheduled' || state === 'suspended') {
    if (time === undefined) report(context, ['time'], 'is missing');
  } else if (time !== undefined)
    report(context, ['time'], 'is allowed only where state is scheduled or suspended');
  if (state === 'temporary') {
    if (dose === undefined) report(context, ['dose'], 'is missing');
  } else if (dose !== undefined) report(context, ['dose'], 'is allowed only where state is temporary');
});

const bolusDelivery = object('State of the bolus delivery.', () => ({
  state: choice('What happens.', ['canceling', 'delivering', 'initiating', 'none']),
  dose: object('Delivered dose, if state is delivering.', () => ({
    startTime: when.optional(),
    amount: between('Total units of insulin.', 0, 1000),
    amountDelivered: between('Delivered units of insulin.', 0, 1000).optional(),
  })).optional(),
})).check((context) => {
  const { state, dose } = context.value;
  if (state === 'delivering') {
    if (dose === undefined) report(context, ['dose'], 'is missing');
  } else if (dose !== undefined) report(context, ['dose'], 'is allowed only where state is delivering');
});

const parts = {
  basalDelivery: basalDelivery.optional(),
  battery: battery.optional(),
  bolusDelivery: bolusDelivery.optional(),
  deliveryIndeterminant: flag('Whether the delivery is unknown.').optional(),
  reservoir: object('Insulin in the pump.', () => ({
    time: when.optional(),
    remaining: between('Remaining units of insulin.', 0, 10_000),
    units: named('Units.', 'Units'),
  })).optional(),
};

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/pump-status.md */
export const pumpStatus = datum('pumpStatus', {}, () => parts).check((context) =>
  checkAny(context, Object.keys(parts)),
);
