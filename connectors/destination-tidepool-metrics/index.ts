import { z } from 'zod';
import { delivered, destination, oneRowPerRequest, operation } from '#cdk';
import spec from '../../spec/destination-tidepool-metrics.json' with { type: 'json' };
import type { DestinationTidepoolMetricsConfig as Config } from '../../spec/types/destination-tidepool-metrics.ts';
import { MetricsApi } from './api.ts';
import { EVENT_ID, Events } from './records.ts';
import { usable } from './settings.ts';

type Row = Record<string, unknown>;

/**
 * Of the request's line and headers together the service takes 16 KiB, and answers 431 to more (Node's limit); a token alone may have
 * three of them.
 */
const MOST_BYTES = 8_000;

export default destination<Config, MetricsApi>({
  name: 'destination-tidepool-metrics',
  displayName: 'Tidepool',
  spec,
  validateConfig: usable,
  connect: (config, context) => new MetricsApi(config, context),
  disconnect: (api) => api.end(),
  check: (api, _config, { log }) => api.check(log),
  operations: (config) => {
    const events = new Events(config);
    return [
      operation<Row, MetricsApi>({
        object: 'event',
        syncModes: ['append'],
        schema: fieldsFor(config),
        unmappedColumns: 'keep',
        globalId: {
          field: EVENT_ID,
          advice: `Where their values are not unique in all streams, map the column to another name under Field Mappings (field_mappings), so that ${EVENT_ID} is derived.`,
        },
        rejectReason: (context) => events.unfit(context),
        serialize: (row, context) => events.address(row, context),
        framing: oneRowPerRequest,
        limits: { maxRows: 1, maxBytes: MOST_BYTES },
        async deliver(batch, api) {
          await api.record(batch.row(0).text);
          return batch.all(delivered);
        },
      }),
    ];
  },
});

/** Any column may travel; these have a place of their own. */
function fieldsFor({ event_name_field, route }: Config): z.ZodType<Row> & z.ZodObject {
  const name = z.string().optional().describe('The name of the event.');
  const user = z.string().optional().describe('The id of the user whose event it is.');
  return z.looseObject({
    [event_name_field]: name,
    ...(route.target === 'user' && { [route.user_id_field]: user }),
  });
}
