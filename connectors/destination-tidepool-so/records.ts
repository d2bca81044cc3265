import { z } from 'zod';

const filled = z.string().regex(/\S/, 'is empty');

/**
 * An event as https://docs.tidepool.so/docs/importing-data describes it. All six texts are demanded here, as the
 * provider's upload script does: an event without a time would be given the time of the upload, and one without text
 * can't be analysed.
 */
export const event = z.object({
  id: filled.describe('Identifies the event for ever. Derived from the record when absent.'),
  user_id: filled.describe('Who the event belongs to. Derived from the event when absent.'),
  session_id: filled.describe('Which conversation the event belongs to. Derived from the event when absent.'),
  timestamp: z.iso
    .datetime({
      offset: true,
      error: 'is not an ISO 8601 time with a zone, such as 2023-08-10T21:26:27.302Z',
    })
    .describe('When it happened: ISO 8601 with a zone, or a number of seconds or milliseconds since 1970.'),
  event_name: filled.describe('What kind of event it is. A default stands in the configuration.'),
  text: filled.describe('What was said.'),
  properties: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Anything else that is known of the event.'),
});

export type Event = z.infer<typeof event>;
