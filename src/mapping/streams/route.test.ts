import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { delivered } from '../../define/batch.ts';
import { ndjson } from '../../define/framing.ts';
import { type AnyOperation, operation } from '../../define/operation.ts';
import type { SharedConfig } from '../../define/shared-config.ts';
import type { SyncMode } from '../../define/sync-mode.ts';
import type { ConnectorError } from '../../errors.ts';
import { type ConfiguredStream, parseCatalog } from '../../protocol/catalog.ts';
import { routeStreams } from './route.ts';

const object = (name: string, ...modes: SyncMode[]): AnyOperation =>
  operation<object, unknown>({
    object: name,
    syncModes: modes.length > 0 ? modes : ['append'],
    schema: z.object({}),
    limits: { maxRows: 1 },
    framing: ndjson,
    deliver: async (batch) => batch.all(delivered),
  });

const stream = (name: string, rest: object = {}, namespace?: string): ConfiguredStream =>
  parseCatalog({
    streams: [
      {
        stream: { name, ...(namespace !== undefined && { namespace }) },
        destination_sync_mode: 'append',
        ...rest,
      },
    ],
  })[0]!;

const mapping = (stream_name: string, to: string, stream_namespace?: string) => ({
  stream_name,
  object: to,
  ...(stream_namespace !== undefined && { stream_namespace }),
});

const both = [object('user'), object('event')];

function objectOf(
  one: ConfiguredStream,
  config: SharedConfig = {},
  operations = both,
  fallback?: string,
): string {
  return routeStreams([one], operations, config, { defaultObject: fallback })[0]!.operation!.object;
}

function routeError(work: () => unknown): ConnectorError {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ kind: 'config' });
    return error as ConnectorError;
  }
  throw new Error('nothing was thrown');
}

describe('the object of a stream', () => {
  it("is the catalog's, before everything else", () => {
    const config = { stream_mappings: [mapping('event', 'event')] };
    expect(objectOf(stream('event', { destination_object_name: 'user' }), config, both, 'event')).toBe(
      'user',
    );
  });

  it('is else the one in the stream mappings', () => {
    expect(objectOf(stream('event'), { stream_mappings: [mapping('event', 'user')] }, both, 'event')).toBe(
      'user',
    );
  });

  it('is else the object with the name of the stream', () => {
    expect(objectOf(stream('user'), { stream_mappings: [mapping('x', 'event')] }, both, 'event')).toBe(
      'user',
    );
  });

  it('is else the default object, or the only one', () => {
    expect(objectOf(stream('other'), {}, both, 'event')).toBe('event');
    expect(objectOf(stream('other'), {}, [object('event')])).toBe('event');
  });

  it('is else an error that names the stream and the objects', () => {
    for (const fallback of [undefined, '', 'no such object']) {
      const error = routeError(() => objectOf(stream('other', {}, 'public'), {}, both, fallback));
      expect(error).toMatchObject({ code: 'ERR_NO_ROUTE', stream: { name: 'other', namespace: 'public' } });
      expect(error.message).toMatch(/"public\.other".*"user" or "event"/);
    }
  });

  it('is an error that names the mapping with a similar stream name', () => {
    const config = { stream_mappings: [mapping('other', 'user', 'crm'), mapping('x', 'user')] };
    const error = routeError(() => objectOf(stream('other', {}, 'public'), config));
    expect(error.message).toBe(
      'No object is assigned to the stream "public.other". Stream Mappings (stream_mappings) name "crm.other": only the namespace differs. ' +
        'Add it under Stream Mappings (stream_mappings) with one of the objects "user" or "event", or name the stream like an object.',
    );
    const unlike = routeError(() => objectOf(stream('entirely else'), config));
    expect(unlike.message).toContain('the stream "entirely else". Add it under');
  });

  it('can be mapped by namespace; a mapping without one applies to all', () => {
    const config = { stream_mappings: [mapping('s', 'user', 'a'), mapping('s', 'event', '')] };
    expect(objectOf(stream('s', {}, 'a'), config)).toBe('user');
    expect(objectOf(stream('s', {}, 'b'), config)).toBe('event');
    expect(objectOf(stream('s'), config)).toBe('event');
  });

  it('that does not exist is an error with the key of its mapping, if the configuration has it', () => {
    const stream_mappings = [mapping('other', 'event'), mapping('s', 'nope')];
    expect(routeError(() => objectOf(stream('s'), { stream_mappings })).message).toMatch(
      /Choose .* under Stream Mappings \(stream_mappings\[1\]\.object\)\.$/,
    );
    const named = stream('s', { destination_object_name: 'nope' });
    expect(routeError(() => objectOf(named, { stream_mappings })).message).toMatch(
      /does not have\. Choose "user" or "event"\.$/,
    );
  });

  it('that does not exist is an error with a few of the existing ones', () => {
    const many = Array.from({ length: 12 }, (_, index) => object(`o${index}`));
    const asked = [
      () => objectOf(stream('s', { destination_object_name: 'nope' }), {}, many),
      () => objectOf(stream('s'), { stream_mappings: [mapping('s', 'nope')] }, many),
    ];
    for (const ask of asked) {
      const error = routeError(ask);
      expect(error.code).toBe('ERR_NO_SUCH_OBJECT');
      expect(error.message).toMatch(/"s" .*"nope".*"o0".*"o7" and 4 more/);
      expect(error.message).not.toContain('"o8"');
    }
  });
});

describe('where objects have any name', () => {
  const operationsFor = (name: string) => [object(name, 'append')];
  const openly = (one: ConfiguredStream, config: SharedConfig = {}, defaultObject?: string) =>
    routeStreams([one], [object('event')], config, { operationsFor, defaultObject })[0]!.operation!.object;

  it('a stream is routed to the mapped object, declared or not', () => {
    expect(openly(stream('s', { destination_object_name: 'new' }))).toBe('new');
    expect(openly(stream('s'), { stream_mappings: [mapping('s', 'new')] })).toBe('new');
  });

  it('a stream without a route is routed to the default object, or else to the object of its name', () => {
    expect(openly(stream('s'), {}, 'other')).toBe('other');
    expect(openly(stream('event'), {}, 'other')).toBe('event');
    for (const none of [undefined, '']) expect(openly(stream('s'), {}, none)).toBe('s');
  });

  it('a declared object takes precedence over one derived from its name', () => {
    const known = object('event');
    expect(routeStreams([stream('event')], [known], {}, { operationsFor })[0]!.operation).toBe(known);
  });

  it('an unsupported sync mode is rejected', () => {
    const dedup = { destination_sync_mode: 'append_dedup', primary_key: [['id']] };
    expect(routeError(() => openly(stream('s', dedup))).code).toBe('ERR_SYNC_MODE');
  });
});

describe('the sync mode of a stream', () => {
  it('selects one of the operations of an object', () => {
    const operations = [object('event', 'append'), object('event', 'append_dedup', 'overwrite')];
    const [append, overwrite] = routeStreams(
      [stream('a'), stream('b', { destination_sync_mode: 'overwrite' })],
      operations,
      {},
      undefined,
    );
    expect([append?.operation, overwrite?.operation]).toEqual(operations);
    expect([append?.rejection, overwrite?.rejection]).toEqual([undefined, undefined]);
  });

  it('that the object does not support is an error that lists the supported ones', () => {
    const error = routeError(() => objectOf(stream('event', { destination_sync_mode: 'soft_delete' })));
    expect(error).toMatchObject({ code: 'ERR_SYNC_MODE', stream: { name: 'event' } });
    expect(error.message).toBe(
      'The stream "event" is set to the sync mode "soft_delete", which the object "event" does not support. Set it to "append" in the connection.',
    );
  });

  it('that a setting could allow is an error that names the setting too', () => {
    const modeHint = (mode: string, of: string): string => `allow ${mode} of ${of}`;
    const dedup = stream('event', { destination_sync_mode: 'update', primary_key: [['id']] });
    expect(routeError(() => routeStreams([dedup], both, {}, { modeHint })).message).toMatch(
      /Set it to "append" in the connection, or allow update of event\.$/,
    );
  });

  it('is rejected in the same way for an object that the settings disable: the error names the setting', () => {
    const closed = { ...object('event'), syncModes: [] };
    const modeHint = (mode: string, of: string) => (of === 'event' ? `allow ${mode} of ${of}` : undefined);
    const error = routeError(() => routeStreams([stream('event')], [closed], {}, { modeHint }));
    expect(error.message).toMatch(
      /"event" is mapped to the object "event", which.*settings.*, or allow append of event\.$/,
    );
    const unhinted = routeError(() => routeStreams([stream('event')], [closed], {}));
    expect(unhinted.message).toMatch(/ do not allow\. Map it to another object\.$/);
    const clear = stream('event', { destination_sync_mode: 'overwrite' });
    expect(routeStreams([clear], [closed], {})[0]?.rejection?.code).toBe('ERR_SYNC_MODE');
  });

  it.each(['append_dedup', 'update', 'soft_delete'] as const)('%s needs a primary key', (mode) => {
    const operations = [object('event', mode)];
    const keyed = { destination_sync_mode: mode };
    const error = routeError(() => objectOf(stream('s', keyed), {}, operations));
    expect(error.code).toBe('ERR_NO_PRIMARY_KEY');
    expect(error.message).toBe(
      `The stream "s" is set to the sync mode "${mode}", which needs a primary key, and has none. Choose one in the connection, or set the sync mode to "append".`,
    );
    for (const primary_key of [[['id']], ['id']])
      expect(objectOf(stream('s', { ...keyed, primary_key }), {}, operations)).toBe('event');
  });
});

describe('a catalog that may be that of a clear job', () => {
  const overwrite = { destination_sync_mode: 'overwrite' };
  const replaced = { generation_id: 3, minimum_generation_id: 3, sync_id: 9 };
  const codesOf = (streams: readonly ConfiguredStream[], operations = both, config: SharedConfig = {}) =>
    routeStreams(streams, operations, config).map(({ operation: found, rejection }) => [
      found?.object,
      rejection?.code,
    ]);

  it('has errors of streams only for their records: no object, an unknown one, one without the mode', () => {
    const streams = [
      stream('user', overwrite),
      stream('lost', overwrite),
      stream('odd', { ...overwrite, destination_object_name: 'nope' }),
      stream('mapped', overwrite),
    ];
    expect(codesOf(streams, both, { stream_mappings: [mapping('mapped', 'none')] })).toEqual([
      [undefined, 'ERR_SYNC_MODE'],
      [undefined, 'ERR_NO_ROUTE'],
      [undefined, 'ERR_NO_SUCH_OBJECT'],
      [undefined, 'ERR_NO_SUCH_OBJECT'],
    ]);
    expect(codesOf([stream('user', overwrite)], [])).toEqual([[undefined, 'ERR_NO_ROUTE']]);
  });

  it('has the same error as a sync', () => {
    const [cleared] = routeStreams([stream('lost', overwrite)], both, {});
    const error = routeError(() => routeStreams([stream('lost')], both, {}));
    expect(cleared!.rejection).toEqual(error);
    expect(cleared!.rejection).toMatchObject({ message: error.message, failureType: 'config_error' });
  });

  it.each([
    ['append', {}],
    ['earlier generations are kept', { ...replaced, minimum_generation_id: 0 }],
  ])('has the mode overwrite in a cleared stream, and another one in the rest (%s)', (_, more) => {
    const rest = stream('event', more);
    expect(codesOf([stream('lost', overwrite), rest])[0]).toEqual([undefined, 'ERR_NO_ROUTE']);
    expect(codesOf([stream('lost', replaced), rest])[0]).toEqual([undefined, 'ERR_NO_ROUTE']);
  });

  it.each([
    ['append', {}],
    ['earlier generations are kept', { ...replaced, minimum_generation_id: 0 }],
    ['some earlier generations are kept', { ...replaced, minimum_generation_id: 2 }],
    ['there is no generation', { ...replaced, generation_id: 0, minimum_generation_id: 0 }],
  ])('replaces a stream: otherwise the error comes before all records (%s)', (_, more) => {
    const error = routeError(() => routeStreams([stream('lost', more), stream('user')], both, {}));
    expect(error.code).toBe('ERR_NO_ROUTE');
  });
});

describe('a sync mode that PyAirbyte chose', () => {
  const ones = { generation_id: 1, minimum_generation_id: 1, sync_id: 1 };
  const event = [object('event', 'append')];
  const rejectionOf = (mode: string, more: object, operations = event) => {
    const one = stream('event', { destination_sync_mode: mode, primary_key: [['id']], ...more });
    try {
      return routeStreams([one], operations, {})[0]!.rejection!.message;
    } catch (error) {
      return (error as ConnectorError).message;
    }
  };

  it.each(['append_dedup', 'overwrite'])('%s is rejected with the write_strategy to use instead', (mode) => {
    expect(rejectionOf(mode, ones)).toMatch(/write_strategy="append"\)\.$/);
  });

  it('is rejected with each of the strategies where the object supports several modes', () => {
    const operations = [object('event', 'append', 'append_dedup')];
    expect(rejectionOf('overwrite', ones, operations)).toContain('write_strategy="append" (or "merge")');
  });

  it('is rejected without a mention of it where no strategy leads to a supported mode', () => {
    expect(rejectionOf('append', ones, [object('event', 'update')])).toMatch(/ in the connection\.$/);
  });

  it.each([
    ['without generations', {}],
    ['with the generations of a platform', { ...ones, generation_id: 4 }],
  ])('is rejected without a mention of it %s', (_what, numbers) => {
    expect(rejectionOf('append_dedup', numbers, event)).not.toContain('write_strategy');
  });
});

it.each([{}, { stream_mappings: [mapping('a', 'user')] }])(
  'a stream of a destination without objects is an error of the settings, which offers no choice: %j',
  (config) => {
    const error = routeError(() => routeStreams([stream('a')], [], config));
    expect(error).toMatchObject({ code: 'ERR_NO_ROUTE', kind: 'config' });
    expect(error.message).toContain('has no objects with its settings');
  },
);
