import { z } from 'zod';

const nonBlank = z.string().regex(/\S/, 'is empty');

/** ISO 8601 with a zone, and a fraction of at most 9 digits: the API rejects longer ones. */
const TIME = new RegExp(
  z.regexes.datetime({ offset: true }).source.replace(String.raw`\.\d+`, String.raw`\.\d{1,9}`),
);

/**
 * An event as documented at https://docs.tidepool.so/docs/importing-data. All six texts are required, as in the
 * provider's upload script: an event without a time would get the time of the upload, and one without text
 * can't be analysed.
 */
export const event = z.object({
  id: nonBlank.describe('Permanent id of the event. Derived from the record when absent.'),
  user_id: nonBlank.describe('User of the event. Derived from the event when absent.'),
  session_id: nonBlank.describe('Conversation of the event. Derived from the event when absent.'),
  timestamp: z
    .string()
    .regex(TIME, 'is not an ISO 8601 time with a zone, such as 2023-08-10T21:26:27.302Z')
    .meta({
      format: 'date-time',
      description: 'Time of the event: ISO 8601 with a zone, or seconds or milliseconds since 1970.',
    }),
  event_name: nonBlank.describe('Type of the event. Default Event Name (default_event_name) when absent.'),
  text: nonBlank.describe('Text of the message.'),
  properties: z.record(z.string(), z.unknown()).optional().describe('Other attributes of the event.'),
});

export type Event = z.infer<typeof event>;
