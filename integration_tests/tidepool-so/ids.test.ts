import { describe, expect, it } from 'vitest';
import { event, write } from './write.ts';

const tables = ['chats', 'tickets', 'calls'];
const streams = tables.map((name) => ({
  name,
  columns: ['id', 'text', 'timestamp'],
  more: { primary_key: [['id']] },
}));
const records = tables.flatMap((name) =>
  Array.from({ length: 100 }, (_, n) => [name, event({ id: n + 1, text: name })] as const),
);
const properties = ({ properties }: Readonly<Record<string, unknown>>) => properties;

describe('three streams with ids from 1 to 100', () => {
  it('are 300 events if ids have the scope of their stream, and keep the column in their properties', async () => {
    const { exitCode, events, warnings } = await write({ streams, records, config: { id_scope: 'stream' } });
    expect([exitCode, events.length, warnings]).toEqual([0, 300, []]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(300);
    expect(new Set(events.map((each) => JSON.stringify(properties(each))))).toEqual(
      new Set(Array.from({ length: 100 }, (_, n) => JSON.stringify({ id: n + 1 }))),
    );
  });

  it.each([{}, { id_scope: 'project' }])(
    'are sent with their own ids by the configuration %j, with one warning that names the streams and the setting',
    async (config) => {
      const { exitCode, events, warnings } = await write({ streams, records, config });
      expect([exitCode, events.length]).toEqual([0, 100]);
      expect(events.map(({ id }) => id).slice(0, 2)).toEqual(['1', '2']);
      expect(warnings).toHaveLength(1);
      for (const each of [...tables.map((name) => `"${name}"`), 'Scope of Ids (id_scope)', '"stream"'])
        expect(warnings[0]).toContain(each);
    },
  );

  it('keep the ids of the only stream with a field mapping to the id', async () => {
    const field_mappings = [{ source_field: 'id', destination_field: 'id', stream_name: 'calls' }];
    const { events } = await write({ streams, records, config: { id_scope: 'stream', field_mappings } });
    const own = events.filter(({ id }) => Number(id) > 0);
    expect([events.length, own.length, new Set(own.map(({ text }) => text))]).toEqual([
      300,
      100,
      new Set(['calls']),
    ]);
  });
});

it('ids of a stream do not change when another stream is added', async () => {
  const config = { id_scope: 'stream' };
  const idsWith = async (count: number): Promise<readonly string[]> => {
    const { events } = await write({
      streams: streams.slice(0, count),
      records: records.slice(0, 100 * count),
      config,
    });
    return events.filter(({ text }) => text === 'chats').map(({ id }) => id!);
  };
  expect(await idsWith(2)).toEqual(await idsWith(1));
});

it('one stream with ids, or several with mapped ids, causes no warning', async () => {
  const one = await write({ streams: streams.slice(0, 1), records: records.slice(0, 100) });
  expect([one.events.length, one.warnings]).toEqual([100, []]);
  const field_mappings = [{ source_field: 'uuid', destination_field: 'id' }];
  const several = await write({
    streams: streams.map(({ name }) => ({ name })),
    records: tables.map((name) => [name, event({ uuid: `${name}-1` })] as const),
    config: { field_mappings },
  });
  expect([several.events.length, several.warnings]).toEqual([3, []]);
});
