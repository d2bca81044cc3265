import { datum } from '../fields/base.ts';
import { choice, integer, report, short } from '../fields/fields.ts';
import { anyInstant, instant, isBefore } from '../fields/times.ts';

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/alert.md */
export const alert = datum('alert', {}, () => ({
  name: short('Name of the alert.'),
  issuedTime: instant('Time of issue: ISO 8601 with a zone.'),
  acknowledgedTime: anyInstant('Time of acknowledgement: ISO 8601 with a zone.').optional(),
  retractedTime: anyInstant('Time of retraction: ISO 8601 with a zone.').optional(),
  priority: choice('Priority.', ['critical', 'normal', 'timeSensitive']).optional(),
  trigger: choice('Trigger.', ['delayed', 'immediate', 'repeating']).optional(),
  triggerDelay: integer('Delay in s, if trigger is delayed or repeating.', 0, 86_400).optional(),
  sound: choice('Sound.', ['name', 'silence', 'vibrate']).optional(),
  soundName: short('Name of the sound, if sound is name.').optional(),
})).check((context) => {
  const { issuedTime, acknowledgedTime, retractedTime, trigger, triggerDelay, sound, soundName } =
    context.value;
  if (trigger === 'delayed' || trigger === 'repeating') {
    if (triggerDelay === undefined) report(context, ['triggerDelay'], 'is missing');
  } else if (triggerDelay !== undefined)
    report(context, ['triggerDelay'], 'is allowed only where trigger is delayed or repeating');
  if (sound === 'name') {
    if (soundName === undefined) report(context, ['soundName'], 'is missing');
  } else if (soundName !== undefined) report(context, ['soundName'], 'is allowed only where sound is name');
  if (acknowledgedTime !== undefined && isBefore(acknowledgedTime, issuedTime))
    report(context, ['acknowledgedTime'], 'is before issuedTime');
  if (retractedTime !== undefined && isBefore(retractedTime, issuedTime))
    report(context, ['retractedTime'], 'is before issuedTime');
});
