import { datum } from '../fields/base.ts';
import { device } from '../fields/device.ts';
import { text } from '../fields/fields.ts';
import { glucoseUnits } from '../fields/glucose.ts';
import { alerts, scheduledAlerts } from './cgm-alerts.ts';
import { checkOldAlerts, oldAlerts } from './cgm-alerts-old.ts';

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/cgm-settings.md */
export const cgmSettings = datum('cgmSettings', {}, () => ({
  units: glucoseUnits().optional(),
  transmitterId: text('Id of the transmitter: 5 to 64 letters and digits, or empty.')
    .regex(/^(?:[0-9a-zA-Z]{5,64})?$/, 'is not 5 to 64 letters and digits')
    .optional(),
  defaultAlerts: alerts('Alerts at all times that scheduledAlerts does not include.').optional(),
  scheduledAlerts: scheduledAlerts.optional(),
  ...oldAlerts,
  ...device,
})).check((context) => checkOldAlerts(context, context.value));
