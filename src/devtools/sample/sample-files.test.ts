import { expect, it } from 'vitest';
import { sampleFiles } from './sample-files.ts';

it('each stream has the sync mode and the key of its object', () => {
  const files = sampleFiles(
    [
      { object: 'event', mode: 'append', key: [], records: [{ id: 1 }] },
      { object: 'person', mode: 'append_dedup', key: ['tenant', 'id'], records: [{ tenant: 'a', id: 2 }] },
    ],
    {},
  );
  expect(JSON.parse(files['catalog.json']).streams).toMatchObject([
    { sync_mode: 'full_refresh', destination_sync_mode: 'append' },
    { sync_mode: 'incremental', destination_sync_mode: 'append_dedup', primary_key: [['tenant'], ['id']] },
  ]);
});
