import { z } from 'zod';
import { isTimeZone } from '../../../tidepool-org/time-zones.ts';
import {
  choice,
  distinct,
  filled,
  integer,
  list,
  named,
  object,
  onDemand,
  pattern,
  report,
  short,
  text,
} from './fields.ts';
import { freeForm } from './free-form.ts';
import { location } from './location.ts';
import { origin } from './origin.ts';
import { instant, localTime } from './times.ts';
import { typesFirst } from './types-first.ts';
import { isUrl } from './url.ts';

const ID = /^[0-9a-z]{32}$/;
const idMessage = 'is not 32 digits and lower-case letters';

const association = object('Associated object.', () => ({
  type: choice('Type of the object.', ['blob', 'datum', 'image', 'url']),
  id: text('Id of a blob, a datum or an image.').optional(),
  url: text('Address, if the type is url.').optional(),
  reason: short('Reason for the association.', 1000).optional(),
})).check((context) => {
  const { type, id, url } = context.value;
  if (type === 'url') {
    if (id !== undefined) report(context, ['id'], 'is not allowed where the type is url');
    report(context, ['url'], url === undefined ? 'is missing' : urlFault(url));
  } else {
    report(context, ['id'], id === undefined ? 'is missing' : ID.test(id) ? undefined : idMessage);
    if (url !== undefined) report(context, ['url'], 'is allowed only where the type is url');
  }
});

function urlFault(url: string): string | undefined {
  if (!isUrl(url)) return 'is not an absolute URL';
  return Buffer.byteLength(url) > 2047 ? 'is longer than 2047 bytes' : undefined;
}

export function timeZone(description: string) {
  return filled(description).check((context) => {
    if (context.value !== '' && !isTimeZone(context.value))
      report(context, [], 'is not a name of the IANA time zone database, such as Europe/London');
  });
}

export const annotations = list(
  'Annotations of the datum, such as {"code": "bg/out-of-range", "value": "low", "threshold": 40}.',
  freeForm('Annotation, up to 4096 bytes of JSON.'),
  100,
);

const DAY = 86_400_000;

/** Required fields of every datum. The connector fills in the device. */
const required = {
  time: instant(
    'Time of the event: ISO 8601 with a zone, or a number of seconds or milliseconds since 1970.',
  ),
  deviceId: filled('Device that recorded it, such as model and serial number.'),
};

/** Optional fields of every datum. */
const optional = {
  deviceTime: localTime('Time on the clock of the device: YYYY-MM-DDTHH:MM:SS, without a zone.').optional(),
  timezone: timeZone('Time zone, such as Europe/London.').optional(),
  timezoneOffset: integer('Offset from UTC in minutes; negative in America.', -10_080, 10_080).optional(),
  clockDriftOffset: integer('Error of the clock of the device, in ms.', -DAY, DAY).optional(),
  conversionOffset: integer('Correction in addition to the time zone, in ms.').optional(),
  id: pattern(
    'Id of 32 digits and lower-case letters. Created by Tidepool if absent.',
    ID,
    idMessage,
  ).optional(),
  origin: origin.optional(),
  payload: freeForm('Further data, up to 4096 bytes of JSON.').optional(),
  annotations: annotations.optional(),
  notes: list('Notes for readers.', short('A note.', 1000), 100, 0).optional(),
  tags: distinct('Tags; none twice.', short('A tag.'), 100).optional(),
  associations: list('Associated objects.', association, 100).optional(),
  location: location.optional(),
  source: named('carelink for data from CareLink.', 'carelink').optional(),
};

type Fields<Type extends string, Kind, Own> = {
  type: z.ZodLiteral<Type>;
} & Kind &
  typeof required &
  Own &
  typeof optional;

/**
 * The fields of a datum: https://github.com/tidepool-org/platform/blob/master/data/types/base.go. The fields that
 * determine the other fields come first, so that a record of an unknown kind is rejected for that alone.
 */
export function datum<const Type extends string, Kind extends z.ZodRawShape, Own extends z.ZodRawShape>(
  type: Type,
  kind: Kind,
  own: () => Own,
): z.ZodObject<Fields<Type, Kind, Own>> {
  const shape = () => ({
    type: named('Type of the datum.', type),
    ...kind,
    ...required,
    ...own(),
    ...optional,
  });
  return z
    .object(onDemand(shape as () => Fields<Type, Kind, Own>), { error: 'is not an object' })
    .check(typesFirst);
}
