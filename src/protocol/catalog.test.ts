import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYNC_MODES } from '../define/sync-mode.ts';
import type { ConnectorError } from '../errors.ts';
import { nameOf, parseCatalog, readCatalog, streamKey } from './catalog.ts';

const entry = (stream: object = {}, rest: object = {}): object => ({
  stream: { name: 'users', ...stream },
  sync_mode: 'full_refresh',
  destination_sync_mode: 'append',
  ...rest,
});
const one = (stream: object = {}, rest: object = {}) => parseCatalog({ streams: [entry(stream, rest)] })[0]!;

const rejected = (value: unknown): string => {
  try {
    parseCatalog(value);
  } catch (error) {
    expect(error).toMatchObject({ kind: 'config', code: expect.stringMatching(/^ERR_(CATALOG|FILES)$/) });
    return (error as ConnectorError).message;
  }
  throw new Error('nothing was thrown');
};

describe('a configured catalog', () => {
  it('gives the stream, sync mode, key, columns and generation of each entry', () => {
    const catalog = {
      streams: [
        entry(
          { namespace: 'public', json_schema: { type: 'object', properties: { id: {}, name: {} } } },
          {
            destination_sync_mode: 'append_dedup',
            destination_object_name: 'event',
            primary_key: [['id'], ['a', 'b']],
            generation_id: 3,
            minimum_generation_id: 2,
            sync_id: 17,
            include_files: false,
            unknown_field: {},
          },
        ),
      ],
    };
    expect(parseCatalog(catalog)).toEqual([
      {
        descriptor: { name: 'users', namespace: 'public' },
        syncMode: 'append_dedup',
        objectName: 'event',
        primaryKey: [['id'], ['a', 'b']],
        jsonSchema: { type: 'object', properties: { id: {}, name: {} } },
        columns: ['id', 'name'],
        generation: { id: 3, minimum: 2 },
        syncId: 17,
        hasPlaceholderNumbers: false,
      },
    ]);
  });

  it('treats null members as absent', () => {
    const nulls = {
      primary_key: null,
      cursor_field: null,
      destination_object_name: null,
      generation_id: null,
      minimum_generation_id: null,
      sync_id: null,
      include_files: null,
    };
    expect(one({ namespace: null, json_schema: null }, nulls)).toEqual({
      descriptor: { name: 'users', namespace: null },
      syncMode: 'append',
      objectName: undefined,
      primaryKey: [],
      jsonSchema: {},
      columns: [],
      generation: undefined,
      syncId: undefined,
      hasPlaceholderNumbers: false,
    });
    expect(one()).toMatchObject({ descriptor: { name: 'users' }, primaryKey: [], columns: [] });
    expect(one({}, { generation_id: 0, minimum_generation_id: null }).generation).toEqual({
      id: 0,
      minimum: 0,
    });
  });

  it('has no object name if that is empty, and no namespace if that is not text', () => {
    const stream = one({ namespace: 7 }, { destination_object_name: '' });
    expect(stream.objectName).toBeUndefined();
    expect(stream.descriptor).toStrictEqual({ name: 'users' });
  });

  it('may have no streams, and accepts all five sync modes', () => {
    expect(parseCatalog({ streams: [] })).toEqual([]);
    for (const mode of SYNC_MODES) expect(one({}, { destination_sync_mode: mode }).syncMode).toBe(mode);
  });

  it.each([
    [[['id']], [['id']]],
    [['id'], [['id']]],
    ['id', [['id']]],
    [
      ['a', 'b'],
      [['a'], ['b']],
    ],
    [
      ['a', ['b', 'c']],
      [['a'], ['b', 'c']],
    ],
    [[], []],
    [[[]], []],
    [[['']], []],
    [[['', '']], []],
    [[['', 'a']], [['', 'a']]],
  ])('has the primary key %j, flat or not, as the paths %j', (primary_key, paths) => {
    expect(one({}, { primary_key }).primaryKey).toEqual(paths);
  });

  it.each([[[7]], [[['id', 7]]], [[null]], [{ id: true }], [7], [[['id'], { a: 'b' }]]])(
    'is rejected with the primary key %j, of which a part would be ignored',
    (primary_key) => {
      expect(rejected({ streams: [entry({ namespace: 'n' }, { primary_key })] })).toMatch(
        /primary_key for the stream "n\.users" .*\[\["id"\]\]/,
      );
    },
  );

  describe('a stream without a chosen primary key', () => {
    const own = { source_defined_primary_key: [['id']] };
    const keyIn = (mode: string, stream: object, rest: object = {}) =>
      one(stream, { destination_sync_mode: mode, ...rest }).primaryKey;

    it('has the key that the source defines, in the modes that need a key', () => {
      for (const mode of ['append_dedup', 'update', 'soft_delete'])
        for (const primary_key of [undefined, null, [], [[]]])
          expect(keyIn(mode, own, { primary_key })).toEqual([['id']]);
    });

    it('has no key in the modes that need none: the ids of their records do not change', () => {
      for (const mode of ['append', 'overwrite']) expect(keyIn(mode, own)).toEqual([]);
    });

    it('has no key if a column of the source’s key is not declared', () => {
      const declaring = (...names: string[]) => ({
        ...own,
        json_schema: { properties: Object.fromEntries(names.map((name) => [name, {}])) },
      });
      expect(keyIn('append_dedup', declaring('id', 'name'))).toEqual([['id']]);
      expect(keyIn('append_dedup', declaring('Id', 'name'))).toEqual([]);
      const two = { ...declaring('id', 'name'), source_defined_primary_key: [['id'], ['day']] };
      expect(keyIn('append_dedup', two)).toEqual([]);
    });

    it('has no key if the source’s key is not valid', () => {
      expect(keyIn('append_dedup', { source_defined_primary_key: [[7]] })).toEqual([]);
    });

    it('ignores the source’s key if one was chosen', () => {
      expect(keyIn('append_dedup', own, { primary_key: [['email']] })).toEqual([['email']]);
    });
  });

  it('may contain one name in several namespaces, including the empty one, but no stream twice', () => {
    const streams = [entry(), entry({ namespace: '' }), entry({ namespace: 'a' }), entry({ namespace: 'b' })];
    expect(parseCatalog({ streams })).toHaveLength(4);
    expect(rejected({ streams: [entry(), entry({ namespace: null })] })).toContain(
      'names the stream "users" twice',
    );
    expect(rejected({ streams: [entry({ namespace: 'a' }), entry({ namespace: 'a' })] })).toContain(
      '"a.users" twice',
    );
  });

  it('is rejected with the missing part if it is not a catalog', () => {
    for (const value of [null, [], 'x', {}, { streams: null }, { streams: {} }])
      expect(rejected(value)).toContain('has no list of streams');
    for (const broken of [null, {}, { stream: null }, { stream: {} }, { stream: { name: null } }])
      expect(rejected({ streams: [entry(), broken] })).toContain('has no stream name in its entry 2');
  });

  it('is rejected if a sync mode is unknown; the error names stream, mode and choices', () => {
    const choices = '"append", "append_dedup", "overwrite", "update" or "soft_delete"';
    const problemOf = (mode: unknown) =>
      rejected({ streams: [entry({ namespace: 'n' }, { destination_sync_mode: mode })] });
    expect(problemOf('upsert')).toBe(
      `The configured catalog asks for the unknown sync mode "upsert" (destination_sync_mode) of the stream "n.users"; it is one of ${choices}. Save the connection again, or correct the file.`,
    );
    expect(problemOf('x'.repeat(500))).toContain(`the unknown sync mode "${'x'.repeat(100)}" (`);
    for (const mode of [null, undefined, 7, {}, ['append']])
      expect(problemOf(mode)).toContain('names no sync mode (destination_sync_mode)');
    for (const mode of [null, undefined, 7, '', {}, ['append']]) {
      expect(problemOf(mode)).toContain('the stream "n.users"; it is one of "append"');
      expect(problemOf(mode)).not.toMatch(/undefined|null/);
    }
  });

  it('is rejected if a stream transfers files; the error names the setting to turn off', () => {
    const catalog = { streams: [entry({}, { include_files: true })] };
    expect(rejected(catalog)).toMatch(/"users" includes files.*Turn off/);
    expect(() => parseCatalog(catalog)).toThrow(
      expect.objectContaining({ code: 'ERR_FILES', stream: { name: 'users' } }),
    );
  });

  it('has one streamKey per stream: only a null and an absent namespace share it', () => {
    expect(streamKey('a', null)).toBe(streamKey('a', undefined));
    const keys = [
      streamKey('a', null),
      streamKey('a', ''),
      streamKey('a', 'b'),
      streamKey('b', 'a'),
      streamKey('b.a', null),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect([
      nameOf({ name: 'a' }),
      nameOf({ name: 'a', namespace: '' }),
      nameOf({ name: 'a', namespace: 'n' }),
    ]).toEqual(['"a"', '"a"', '"n.a"']);
  });
});

describe('a catalog file', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'catalog-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('may have any name', async () => {
    const path = join(folder, 'catalog.txt');
    await writeFile(path, JSON.stringify({ streams: [entry()] }));
    expect(await readCatalog(path, {})).toHaveLength(1);
  });

  it('is named in the error, without its content, if it is missing or not JSON', async () => {
    const missing = join(folder, 'missing.json');
    await expect(readCatalog(missing, {})).rejects.toMatchObject({
      kind: 'config',
      code: 'ERR_CATALOG_FILE',
    });
    await expect(readCatalog(missing, {})).rejects.toThrow(missing);
    const broken = join(folder, 'broken.json');
    await writeFile(broken, '{"streams": secret');
    await expect(readCatalog(broken, {})).rejects.toMatchObject({
      kind: 'config',
      code: 'ERR_CATALOG_FILE',
    });
    await expect(readCatalog(broken, {})).rejects.toThrow(broken);
    await expect(readCatalog(broken, {})).rejects.not.toThrow('secret');
  });
});
