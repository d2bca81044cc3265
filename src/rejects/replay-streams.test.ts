import { expect, it } from 'vitest';
import type { ConnectorError } from '../errors.ts';
import { parseCatalog } from '../protocol/catalog.ts';
import type { ReplayedStream } from './replay.ts';
import { forReplay, keptCatalog, otherSettings } from './replay-streams.ts';
import { AN_IDENTITY } from './testing/identity.ts';

/** Returns what a function throws: `toThrow` with a text also accepts that `undefined` is thrown. */
function errorOf(work: () => unknown): ConnectorError {
  try {
    work();
  } catch (error) {
    return error as ConnectorError;
  }
  throw new Error('nothing was thrown');
}

const stream = (rest: Partial<ReplayedStream> = {}): ReplayedStream => ({
  name: 'users',
  namespace: 'eu',
  identity: AN_IDENTITY,
  file: '/rejected/users.jsonl',
  ...rest,
});

it('a stream is replayed with the primary key, the sync mode and the object that its records are kept with', () => {
  const identity = {
    ...AN_IDENTITY,
    syncMode: 'append_dedup' as const,
    primaryKey: [['a', 'b'], ['c']],
    object: 'person',
  };
  expect(keptCatalog([stream({ identity })])).toMatchObject([
    {
      descriptor: { name: 'users', namespace: 'eu' },
      syncMode: 'append_dedup',
      primaryKey: [['a', 'b'], ['c']],
      objectName: 'person',
      generation: undefined,
    },
  ]);
});

it('a file without the parameters of ids is rejected, with the option that provides them', () => {
  const error = errorOf(() => keptCatalog([stream({ identity: undefined })]));
  expect(error).toMatchObject({ kind: 'config', code: 'ERR_REPLAY_IDENTITY' });
  expect(error.message).toMatch(
    /^\/rejected\/users\.jsonl does not say by which primary key .*"eu\.users".*--catalog catalog\.json$/s,
  );
});

it('files that disagree about a stream are rejected', () => {
  const other = stream({
    identity: { ...AN_IDENTITY, primaryKey: [['other']] },
    file: '/rejected/users.2.jsonl',
  });
  const error = errorOf(() => keptCatalog([stream(), other]));
  expect(error).toMatchObject({ kind: 'config', code: 'ERR_REPLAY_IDENTITY' });
  expect(error.message).toMatch(
    /"eu\.users" in \/rejected\/users\.jsonl and \/rejected\/users\.2\.jsonl were rejected under different primary keys.*--catalog catalog\.json$/s,
  );
  expect(errorOf(() => keptCatalog([stream(), { ...other, file: stream().file }])).message).toContain(
    '"eu.users" in /rejected/users.jsonl were rejected under different primary keys',
  );
  expect(keptCatalog([stream(), stream({ namespace: null })])).toHaveLength(2);
});

it('files that agree about a stream give it once', () => {
  expect(
    keptCatalog([stream(), stream({ identity: { ...AN_IDENTITY }, file: '/rejected/users.2.jsonl' })]),
  ).toHaveLength(1);
});

it('a stream that a replay would overwrite is rejected, whether the file or the catalog names the sync mode', () => {
  const identity = { ...AN_IDENTITY, syncMode: 'overwrite' as const };
  const rejected = 'is in the sync mode "overwrite", and a replay would replace all of it';
  const error = errorOf(() => keptCatalog([stream({ identity })]));
  const descriptor = { name: 'users', namespace: 'eu' };
  expect(error).toMatchObject({ kind: 'config', code: 'ERR_REPLAY_OVERWRITE', stream: descriptor });
  expect(error.message).toContain(rejected);
  expect(error.message).toMatch(/pass a catalog in which the stream has the sync mode "append"\.$/);
  const entry = { stream: { name: 'users' }, destination_sync_mode: 'overwrite' };
  const configured = parseCatalog({ streams: [entry] });
  expect(errorOf(() => forReplay(configured, [stream()])).message).toContain(rejected);
  expect(forReplay(configured, [stream({ name: 'others' })])).toHaveLength(1);
});

it('a replay with the catalog of a connection belongs to none of its generations and syncs', () => {
  const numbers = { generation_id: 3, minimum_generation_id: 3, sync_id: 7 };
  const entry = { stream: { name: 'users' }, destination_sync_mode: 'append', ...numbers };
  expect(forReplay(parseCatalog({ streams: [entry] }), [stream()])).toMatchObject([
    { generation: undefined, syncId: undefined },
  ]);
});

it('settings that differ from those of the sync are named, with the option to use the current ones', () => {
  const error = otherSettings(stream(), ['Scope (scope)', 'Time Zone (time_zone)']);
  expect(error).toMatchObject({ kind: 'config', code: 'ERR_REPLAY_IDENTITY' });
  expect(error.message).toMatch(
    /"eu\.users" in \/rejected\/users\.jsonl.* Scope \(scope\), Time Zone \(time_zone\)\. .*--catalog catalog\.json$/s,
  );
});
