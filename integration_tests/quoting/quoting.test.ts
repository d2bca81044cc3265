import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AnyDestination } from '../../src/define/destination.ts';
import type { SyncMode } from '../../src/define/sync-mode.ts';
import { outcomeByIndex } from '../../src/engine/batching/settlement.ts';
import { ConnectorError } from '../../src/errors.ts';
import { depth } from '../../src/testing/depth.ts';
import { BEHAVIOURS, ENDINGS } from './behaviours.ts';
import { MARKED_NUMBER, MARKER } from './marked.ts';
import { failing } from './provider.ts';
import { allOperations, quotedSync } from './sync.ts';

/** Enough for batches that are split more than once; at night twice as many. */
const RECORDS = depth(2, 12);
/** Connectors whose objects one sync can deliver together, because their providers handle each request separately. */
const TOGETHER: readonly string[] = [
  'destination-tidepool-data',
  'destination-tidepool-so',
  'destination-tidepool-metrics',
];
/** Statuses of a provider or a gateway that names no rows; 200 is a response of another form. */
const STATUSES = [200, 400, 401, 403, 404, 409, 413, 422, 460, 500];

const root = new URL('../..', import.meta.url);
const definitions = await Promise.all(
  readdirSync(new URL('connectors', root))
    .filter((name) => name in BEHAVIOURS)
    .map(async (name) => {
      const module = (await import(`${root.href}connectors/${name}/index.ts`)) as { default: AnyDestination };
      return module.default;
    }),
);

const saysContent = (output: string): boolean =>
  output.toLowerCase().includes(MARKER) || output.includes(String(MARKED_NUMBER));

/** Returns the syncs of a connector: objects of one mode, with settings. */
function jobsOf(definition: AnyDestination) {
  const settings =
    definition.name === 'destination-tidepool-data'
      ? [{ session_type: 'continuous' }, { session_type: 'normal' }]
      : [{ session_type: undefined }];
  return settings.flatMap((config) => {
    const byMode = new Map<SyncMode, string[]>();
    for (const { object, syncModes } of allOperations(definition, config))
      for (const mode of syncModes) byMode.set(mode, [...(byMode.get(mode) ?? []), object]);
    return [...byMode].flatMap(([mode, objects]) => {
      const groups = TOGETHER.includes(definition.name) ? [objects] : objects.map((object) => [object]);
      return groups.map((group) => ({ mode, objects: group, config }));
    });
  });
}

describe.each(definitions.map((definition) => ({ name: definition.name, definition })))(
  '$name',
  ({ definition }) => {
    const behaviours = BEHAVIOURS[definition.name]!({ records: RECORDS });
    const cases = jobsOf(definition).flatMap((job) =>
      Object.entries(behaviours).map(([quotes, behaviour]) => ({
        ...job,
        quotes,
        behaviour,
        of: job.objects.join(', '),
        settings: JSON.stringify(job.config),
      })),
    );

    test.each(cases)('shows nothing of records that $quotes quotes: $mode, $of, $settings', async (job) => {
      const ended = await quotedSync({ definition, ...job, records: RECORDS });
      expect(ended.quoted).toBeGreaterThanOrEqual(RECORDS);
      expect(ended.rejected).toBe(RECORDS * job.objects.length);
      expect(saysContent(ended.output), ended.output).toBe(false);
    });

    const endings = Object.entries(ENDINGS[definition.name] ?? {});
    test.each(endings)('shows nothing of records that %s quotes', async (_, behaviour) => {
      let quoted = 0;
      for (const job of jobsOf(definition).filter(({ config }) => config.session_type !== 'continuous')) {
        const one = { ...job, objects: job.objects.slice(0, 1), records: 2 };
        const ended = await quotedSync({ definition, ...one, behaviour });
        quoted += ended.quoted;
        expect(saysContent(ended.output), ended.output).toBe(false);
      }
      expect(quoted).toBeGreaterThan(0);
    });

    test.each(STATUSES)(
      'shows nothing of records that a response with the status %i quotes in any member',
      async (status) => {
        for (const job of jobsOf(definition)
          .filter(({ mode }) => mode !== 'overwrite')
          .slice(0, depth(1, 2))) {
          const one = { ...job, objects: job.objects.slice(0, 1) };
          const ended = await quotedSync({ definition, ...one, records: 2, behaviour: failing(status) });
          expect(ended.quoted).toBeGreaterThan(0);
          expect(saysContent(ended.output), ended.output).toBe(false);
        }
      },
    );
  },
);

describe('the quoting test', () => {
  /** Makes a connector use provider messages as reasons. */
  const leaking = (definition: AnyDestination): AnyDestination => ({
    ...definition,
    operations: (config, within) =>
      definition.operations(config, within).map((operation) => ({
        ...operation,
        async deliver(batch, api, context) {
          const settlement = await operation.deliver(batch, api, context).catch((error: unknown) => {
            if (!(error instanceof ConnectorError) || error.providerMessage === undefined) throw error;
            throw error.with({ message: error.providerMessage });
          });
          const outcomeOf = outcomeByIndex(settlement, batch);
          return batch.each(({ index }) => {
            const outcome = outcomeOf(index);
            return outcome.status === 'rejected' && outcome.providerMessage !== undefined
              ? { ...outcome, reason: outcome.providerMessage }
              : outcome;
          });
        },
      })),
  });

  test.each(definitions.map((definition) => [definition.name, definition] as const))(
    'detects that %s uses provider messages as reasons',
    async (name, definition) => {
      const [job] = jobsOf(definition);
      const [behaviour] = Object.values(BEHAVIOURS[name]!({ records: RECORDS }));
      const one = { ...job!, objects: job!.objects.slice(0, 1), records: RECORDS, behaviour: behaviour! };
      // Without validation requests a rejection comes from `deliver`.
      const config = { ...one.config, ...(name === 'destination-tidepool-so' && { validation: 'never' }) };
      const { output } = await quotedSync({ definition: leaking(definition), ...one, config });
      expect(saysContent(output)).toBe(true);
    },
  );
});
