import { describe, expect, it } from 'vitest';
import mediarithmics from '../connectors/destination-mediarithmics/index.ts';
import tidepoolData from '../connectors/destination-tidepool-data/index.ts';
import tidepoolMetrics from '../connectors/destination-tidepool-metrics/index.ts';
import tidepoolSo from '../connectors/destination-tidepool-so/index.ts';
import watershed from '../connectors/destination-watershed/index.ts';
import { resolveConfig } from '../src/config/resolve.ts';
import type { SharedConfig } from '../src/define/shared-config.ts';
import { createRowPreparer } from '../src/mapping/prepare.ts';
import { parseCatalog } from '../src/protocol/catalog.ts';
import { testContext } from '../src/testing/test-context.ts';
import { emulatorOf } from './emulators/registry.ts';

const [stream] = parseCatalog({
  streams: [{ stream: { name: 'rows' }, destination_sync_mode: 'append', primary_key: [['id']] }],
});

describe.each([tidepoolSo, tidepoolData, tidepoolMetrics, mediarithmics, watershed])(
  '$name',
  (definition) => {
    const usual = emulatorOf(definition.name).config('http://localhost:1');
    const config = resolveConfig<SharedConfig>(
      { ...usual, default_template: 'T', allow_replace: true, allow_void: true, statement_id_column: 'Id' },
      definition.spec,
    );
    const operations = definition
      .operations(config, testContext().context)
      .filter(({ syncModes }) => syncModes.length > 0);

    it.each(operations.map((operation) => [operation.object, operation.syncModes[0], operation] as const))(
      'neither rejects nor sends a deleted record: %s, %s',
      (_object, _mode, operation) => {
        const prepare = createRowPreparer(stream!, operation, config);
        for (const data of [
          { id: 1, _ab_cdc_deleted_at: '2026-01-01T00:00:00Z' },
          { id: 1, text: 'x', timestamp: '2026-01-01T00:00:00Z', event_name: 'x', _ab_cdc_deleted_at: 1 },
        ]) {
          const prepared = prepare(JSON.stringify(data), data);
          expect(prepared).toMatchObject(operation.acceptsDeletes ? { deleted: true } : { isDeletion: true });
        }
      },
    );
  },
);
