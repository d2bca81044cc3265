import { datum } from '../fields/base.ts';
import { battery } from '../fields/battery.ts';
import { device } from '../fields/device.ts';
import { type Checked, choice, flag, object, report } from '../fields/fields.ts';

/** An object of which at least one of its fields has to be there. */
export function checkAny(context: Checked, fields: readonly string[]): void {
  const value = context.value as Record<string, unknown>;
  if (fields.every((field) => value[field] === undefined))
    report(context, [], `has none of ${fields.join(', ')}`);
}

const notifications = object('How people are told.', {
  authorization: choice('Whether it is allowed.', [
    'authorized',
    'denied',
    'ephemeral',
    'notDetermined',
    'provisional',
  ]).optional(),
  alert: flag('By alerts.').optional(),
  criticalAlert: flag('By critical alerts.').optional(),
  badge: flag('By badges.').optional(),
  sound: flag('By sounds.').optional(),
  announcement: flag('By announcements.').optional(),
  notificationCenter: flag('In the notification centre.').optional(),
  lockScreen: flag('On the lock screen.').optional(),
  alertStyle: choice('How alerts look.', ['alert', 'banner', 'none']).optional(),
});

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/controller-settings.md */
export const controllerSettings = datum(
  'controllerSettings',
  {},
  {
    device: object('The device: at least one of these.', device)
      .check((context) => checkAny(context, Object.keys(device)))
      .optional(),
    notifications: notifications
      .check((context) => checkAny(context, Object.keys(notifications.shape)))
      .optional(),
  },
).check((context) => checkAny(context, ['device', 'notifications']));

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/controller-status.md */
export const controllerStatus = datum('controllerStatus', {}, { battery });
