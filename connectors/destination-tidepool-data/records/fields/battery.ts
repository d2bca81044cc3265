import { choice, named, number, object, report } from './fields.ts';
import { anyInstant } from './times.ts';

/** The battery of a pump or of its controller. */
export const battery = object('Battery.', () => ({
  time: anyInstant('Time: ISO 8601 with a zone.').optional(),
  state: choice('State of the battery.', ['charging', 'full', 'unplugged']).optional(),
  remaining: number('Remaining charge: 0 to 1.').optional(),
  units: named('percent, if remaining is given.', 'percent').optional(),
})).check((context) => {
  const { state, remaining, units } = context.value;
  if (remaining === undefined) {
    if (units !== undefined) report(context, ['units'], 'is allowed only with remaining');
    if (state === undefined) report(context, [], 'has neither state nor remaining');
  } else if (units === undefined) report(context, ['units'], 'is missing');
  else if (remaining < 0 || remaining > 1) report(context, ['remaining'], 'is not between 0 and 1');
});
