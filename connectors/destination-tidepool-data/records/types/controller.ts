import { formatList } from '@airbyte-ts/cdk';
import { datum } from '../fields/base.ts';
import { battery } from '../fields/battery.ts';
import { device } from '../fields/device.ts';
import { type Checked, choice, flag, object, report } from '../fields/fields.ts';

/** Checks that an object has at least one of its fields. */
export function checkAny(context: Checked, fields: readonly string[]): void {
  const value = context.value as Record<string, unknown>;
  if (fields.every((field) => value[field] === undefined))
    report(context, [], `has none of ${formatList(fields)}`);
}

const notifications = object('Settings of notifications.', () => ({
  authorization: choice('Whether notifications are allowed.', [
    'authorized',
    'denied',
    'ephemeral',
    'notDetermined',
    'provisional',
  ]).optional(),
  alert: flag('By alerts.').optional(),
  criticalAlert: flag('Whether critical alerts are used.').optional(),
  badge: flag('By badges.').optional(),
  sound: flag('By sounds.').optional(),
  announcement: flag('By announcements.').optional(),
  notificationCenter: flag('Whether they are in the notification centre.').optional(),
  lockScreen: flag('Whether they are on the lock screen.').optional(),
  alertStyle: choice('Style of alerts.', ['alert', 'banner', 'none']).optional(),
}));

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/controller-settings.md */
export const controllerSettings = datum('controllerSettings', {}, () => ({
  device: object('Device: at least one of these.', () => device)
    .check((context) => checkAny(context, Object.keys(device)))
    .optional(),
  notifications: notifications
    .check((context) => checkAny(context, Object.keys(notifications.shape)))
    .optional(),
})).check((context) => checkAny(context, ['device', 'notifications']));

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/controller-status.md */
export const controllerStatus = datum('controllerStatus', {}, () => ({ battery }));
