import { choice, named, number, object, report } from './fields.ts';
import { anyInstant } from './times.ts';

/** The battery of a pump or of its controller. */
export const battery = object('The battery.', {
  time: anyInstant('When: ISO 8601 with a zone.').optional(),
  state: choice('What it does.', ['charging', 'full', 'unplugged']).optional(),
  remaining: number('What is left: 0 to 1.').optional(),
  units: named('percent, where remaining is given.', 'percent').optional(),
}).check((context) => {
  const { state, remaining, units } = context.value;
  if (remaining === undefined) {
    if (units !== undefined) report(context, ['units'], 'is allowed only with remaining');
    if (state === undefined) report(context, [], 'has neither state nor remaining');
  } else if (units === undefined) report(context, ['units'], 'is missing');
  else if (remaining < 0 || remaining > 1) report(context, ['remaining'], 'is not between 0 and 1');
});
