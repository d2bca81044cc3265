import { datum } from '../fields/base.ts';
import { choice, integer, report, short } from '../fields/fields.ts';
import { anyInstant, instant, isBefore } from '../fields/times.ts';

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/alert.md */
export const alert = datum(
  'alert',
  {},
  {
    name: short('The name of the alert.'),
    issuedTime: instant('When it was issued: ISO 8601 with a zone.'),
    acknowledgedTime: anyInstant('When somebody saw it: ISO 8601 with a zone.').optional(),
    retractedTime: anyInstant('When it was taken back: ISO 8601 with a zone.').optional(),
    priority: choice('How urgent it is.', ['critical', 'normal', 'timeSensitive']).optional(),
    trigger: choice('When it is shown.', ['delayed', 'immediate', 'repeating']).optional(),
    triggerDelay: integer('After how long, in s, where it is delayed or repeating.', 0, 86_400).optional(),
    sound: choice('How it sounds.', ['name', 'silence', 'vibrate']).optional(),
    soundName: short('The name of the sound, where sound is name.').optional(),
  },
).check((context) => {
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
