import {
  type Batch,
  ConnectorError,
  configError,
  delivered,
  destination,
  jsonArray,
  operation,
  stableId,
} from '@airbyte-ts/cdk';
import spec from '../../spec/destination-tidepool-so.json' with { type: 'json' };
import type { DestinationTidepoolSoConfig as Config } from '../../spec/types/destination-tidepool-so.ts';
import { ERROR_IN_SUCCESS, EventsApi } from './api.ts';
import { type Event, event } from './records.ts';

export default destination<Config, EventsApi>({
  name: 'destination-tidepool-so',
  displayName: 'tidepool.so',
  spec,
  identitySettings: ['id_scope'],
  connect: (config, context) => new EventsApi(config, context),

  async check(api, config, { clock }) {
    const now = new Date(clock.wall()).toISOString();
    const testEvent: Event = {
      id: stableId('check', now),
      user_id: stableId('check', 'user'),
      session_id: stableId('check', 'session'),
      timestamp: now,
      event_name: config.default_event_name,
      text: 'Connection check. Not a real event.',
    };
    try {
      await api.probe([Buffer.from(JSON.stringify([testEvent]))]);
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      const isRejection = error.kind === 'reject' || error.code === ERROR_IN_SUCCESS;
      if (!isRejection) throw error;
      // The event is synthetic, so the provider message about it contains no user's data.
      const providerMessage = error.providerMessage?.replace(/\s+/g, ' ').trim().slice(0, 200);
      const status = error.status === undefined ? '' : ` (status ${error.status})`;
      throw configError(
        `tidepool.so does not accept the connector's test event${status}: ${providerMessage || 'no reason given'}`,
        { code: 'ERR_TEST_EVENT_REJECTED', cause: error },
      );
    }
  },

  operations: (config) => [
    operation<Event, EventsApi>({
      object: 'event',
      syncModes: ['append'],
      schema: event,
      unmappedColumns: { into: 'properties' },
      ...(config.id_scope === 'stream' && { mappedOnly: ['id'] as const }),
      globalId: {
        field: 'id',
        advice:
          'To tell them apart, set Scope of Ids (id_scope) to "stream"; the section "Ids of several streams" of the ' +
          "connector's page says what changes then.",
      },
      defaults: {
        id: (_row, context) => context.id(),
        session_id: (row) => ownIdOf('session', row.id),
        user_id: (row) => ownIdOf('user', row.id),
        event_name: () => config.default_event_name,
      },
      // The provider requires unique ids; its response to a batch with two equal ids is not documented.
      dedupKey: 'id',
      onDuplicate: 'separate-batches',
      limits: { maxRows: 100, maxBytes: 1_000_000 },
      framing: jsonArray,
      // With validation off, /validate may not exist, so a rejected batch is bisected by delivering its halves.
      ...(config.validation === 'never'
        ? { batchSemantics: 'all-or-nothing' }
        : { validate: (batch: Batch, api: EventsApi) => api.validate(batch.body()) }),
      async deliver(batch, api) {
        await api.admit(batch);
        await api.track(batch.body());
        return batch.all(delivered);
      },
    }),
  ],
});

/** Version and variant are not tested: some databases create uuids of their own kinds. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Returns the id of the user or session of an event that has none. A uuid is no id of another user or session, so it is used
 * itself, which saves a hash for most events; any other id, such as 7, may be.
 */
const ownIdOf = (kind: 'user' | 'session', id = ''): string => (UUID.test(id) ? id : stableId(kind, id));
