import { isDataId, isUrl } from './formats.ts';
import { freeForm } from './free-form.ts';
import { RFC3339 } from './go-time.ts';
import { list } from './lists.ts';
import { quantity } from './quantities.ts';
import { exactlyIf, is, type Rule, required } from './rule.ts';
import { between, integer, name, oneOf, text } from './scalars.ts';
import { anyOf, object } from './structures.ts';
import { asTimeNotZero } from './times.ts';

/** Origin of a datum. */
export const origin = (): Rule =>
  object({
    id: name(),
    name: name(),
    payload: freeForm(),
    time: text(asTimeNotZero(RFC3339)),
    type: text(oneOf('application', 'device', 'manual', 'service')),
    version: name(),
  });

const METERS_PER_FOOT = 0.3048;
const degrees = (max: number) => quantity({ degrees: [-max, max] });
const accuracy = () => quantity({ feet: [0, 1000 / METERS_PER_FOOT], meters: [0, 1000] });

export const location = (): Rule =>
  object(
    {
      gps: object({
        elevation: quantity({
          feet: [-20_000 / METERS_PER_FOOT, 1_000_000 / METERS_PER_FOOT],
          meters: [-20_000, 1_000_000],
        }),
        floor: integer(between(-1000, 1000)),
        horizontalAccuracy: accuracy(),
        latitude: required(degrees(90)),
        longitude: required(degrees(180)),
        origin: origin(),
        verticalAccuracy: accuracy(),
      }),
      name: name(),
    },
    anyOf('gps', 'name'),
  );

/** Associations of a datum: blobs, data and images by their ids, or addresses. */
export const associations = (): Rule =>
  list(
    object({
      id: byType(text(isDataId), 'blob', 'datum', 'image'),
      reason: name(1000),
      type: required(text(oneOf('blob', 'datum', 'image', 'url'))),
      url: byType(text(isUrl), 'url'),
    }),
  );

/** With an unknown type, the member is neither required nor rejected, because the type is the error. */
function byType(rule: Rule, ...types: readonly string[]): Rule {
  const known = is('type', 'blob', 'datum', 'image', 'url');
  const strict = exactlyIf(is('type', ...types), rule);
  return {
    ...rule,
    validate(value, at) {
      if (known(at.owner, at)) strict.validate(value, at);
    },
  };
}
