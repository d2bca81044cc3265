import { z } from 'zod';
import {
  choice,
  distinct,
  filled,
  integer,
  list,
  named,
  object,
  pattern,
  report,
  short,
  text,
} from './fields.ts';
import { freeForm } from './free-form.ts';
import { location } from './location.ts';
import { origin } from './origin.ts';
import { isTimeZone } from './time-zones.ts';
import { instant, localTime } from './times.ts';
import { typesFirst } from './types-first.ts';
import { isUrl } from './url.ts';

const ID = /^[0-9a-z]{32}$/;
const idMessage = 'is not 32 digits and small letters';

const association = object('Something that belongs to the datum.', {
  type: choice('What it is.', ['blob', 'datum', 'image', 'url']),
  id: text('The id of a blob, a datum or an image.').optional(),
  url: text('The address, where the type is url.').optional(),
  reason: short('Why it belongs to the datum.', 1000).optional(),
}).check((context) => {
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
  'Remarks on the datum, such as {"code": "bg/out-of-range", "value": "low", "threshold": 40}.',
  freeForm('A remark, up to 4096 bytes of JSON.'),
  100,
);

const DAY = 86_400_000;

/** What every datum must have. The connector sees to the device. */
const required = {
  time: instant('When it happened: ISO 8601 with a zone, or a number of seconds or milliseconds since 1970.'),
  deviceId: filled('The device that recorded it, such as model and serial number.'),
};

/** What every datum may have. */
const optional = {
  deviceTime: localTime(
    'What the clock of the device showed: YYYY-MM-DDTHH:MM:SS, without a zone.',
  ).optional(),
  timezone: timeZone('The time zone, such as Europe/London.').optional(),
  timezoneOffset: integer('Minutes from UTC; negative in America.', -10_080, 10_080).optional(),
  clockDriftOffset: integer('How far the clock of the device was off, in ms.', -DAY, DAY).optional(),
  conversionOffset: integer('Correction beside the time zone, in ms.').optional(),
  id: pattern(
    'An id of 32 digits and small letters. Made by Tidepool when absent.',
    ID,
    idMessage,
  ).optional(),
  origin: origin.optional(),
  payload: freeForm('Anything else that is known, up to 4096 bytes of JSON.').optional(),
  annotations: annotations.optional(),
  notes: list('Notes for people.', short('A note.', 1000), 100, 0).optional(),
  tags: distinct('Tags; none twice.', short('A tag.'), 100).optional(),
  associations: list('What belongs to the datum.', association, 100).optional(),
  location: location.optional(),
  source: named('carelink, for data that come from there.', 'carelink').optional(),
};

type Fields<Type extends string, Kind, Own> = {
  type: z.ZodLiteral<Type>;
} & Kind &
  typeof required &
  Own &
  typeof optional;

/**
 * The fields of a datum: https://github.com/tidepool-org/platform/blob/master/data/types/base.go. What decides about
 * the other fields comes first, so that a record of no kind is told that and nothing else.
 */
export function datum<const Type extends string, Kind extends z.ZodRawShape, Own extends z.ZodRawShape>(
  type: Type,
  kind: Kind,
  own: Own,
): z.ZodObject<Fields<Type, Kind, Own>> {
  const shape = { type: named('The kind of datum.', type), ...kind, ...required, ...own, ...optional };
  return z.object(shape as Fields<Type, Kind, Own>, { error: 'is not an object' }).check(typesFirst);
}
