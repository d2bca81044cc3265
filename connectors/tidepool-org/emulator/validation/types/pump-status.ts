import { datum } from '../datum.ts';
import { exactlyIf, is, required } from '../rule.ts';
import { between, flag, number, oneOf, text } from '../scalars.ts';
import { anyOf, object } from '../structures.ts';
import { moment, notBefore } from '../times.ts';
import { battery } from './controller.ts';

const delivered = () => number(between(0, 1000));

const basalDelivery = object({
  state: required(
    text(
      oneOf(
        'cancelingTemporary',
        'initiatingTemporary',
        'resuming',
        'scheduled',
        'suspended',
        'suspending',
        'temporary',
      ),
    ),
  ),
  time: exactlyIf(is('state', 'scheduled', 'suspended'), moment()),
  dose: exactlyIf(
    is('state', 'temporary'),
    object({
      startTime: moment(),
      endTime: moment(notBefore('startTime')),
      rate: required(number(between(0, 100))),
      amountDelivered: delivered(),
    }),
  ),
});

const bolusDelivery = object({
  state: required(text(oneOf('canceling', 'delivering', 'initiating', 'none'))),
  dose: exactlyIf(
    is('state', 'delivering'),
    object({ startTime: moment(), amount: required(delivered()), amountDelivered: delivered() }),
  ),
});

export const pumpStatus = datum(
  { type: 'pumpStatus' },
  {
    basalDelivery,
    battery: battery(),
    bolusDelivery,
    deliveryIndeterminant: flag(),
    reservoir: object({
      time: moment(),
      remaining: required(number(between(0, 10_000))),
      units: required(text(oneOf('Units'))),
    }),
  },
  anyOf('basalDelivery', 'battery', 'bolusDelivery', 'deliveryIndeterminant', 'reservoir'),
);
