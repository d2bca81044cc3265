import { datum } from '../datum.ts';
import { exactlyIf, has, type Rule, required } from '../rule.ts';
import { flag, number, oneOf, text, within } from '../scalars.ts';
import { anyOf, type Members, object } from '../structures.ts';
import { moment } from '../times.ts';
import { DEVICE } from './device-description.ts';

const NOTIFICATIONS: Members = {
  authorization: text(oneOf('authorized', 'denied', 'ephemeral', 'notDetermined', 'provisional')),
  alert: flag(),
  criticalAlert: flag(),
  badge: flag(),
  sound: flag(),
  announcement: flag(),
  notificationCenter: flag(),
  lockScreen: flag(),
  alertStyle: text(oneOf('alert', 'banner', 'none')),
};

export const controllerSettings = datum(
  { type: 'controllerSettings' },
  {
    device: object(DEVICE, anyOf(...Object.keys(DEVICE))),
    notifications: object(NOTIFICATIONS, anyOf(...Object.keys(NOTIFICATIONS))),
  },
  anyOf('device', 'notifications'),
);

/** The remaining charge is a fraction, although its units are called percent. */
export const battery = (): Rule =>
  object(
    {
      time: moment(),
      state: text(oneOf('charging', 'full', 'unplugged')),
      remaining: number(within((at) => (at.owner.units === 'percent' ? [0, 1] : undefined))),
      units: exactlyIf(has('remaining'), text(oneOf('percent'))),
    },
    anyOf('state', 'remaining'),
  );

export const controllerStatus = datum({ type: 'controllerStatus' }, { battery: required(battery()) });
