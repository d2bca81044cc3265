import { describe, expect, it } from 'vitest';
import type { SharedConfig } from '../../define/shared-config.ts';
import { record } from '../testing/fixtures.ts';
import { startSync } from '../testing/start-sync.ts';

const columns = (...names: string[]) => ({
  json_schema: { type: 'object', properties: Object.fromEntries(names.map((name) => [name, {}])) },
});
const users = {
  name: 'users',
  stream: { name: 'users', namespace: 'public', ...columns('id', 'Email', 'city') },
};
const orders = { name: 'orders', stream: { name: 'orders', ...columns('id', 'total') } };

const of = (stream: string, namespace: string | undefined, data: object) =>
  JSON.stringify({ type: 'RECORD', record: { stream, namespace, data, emitted_at: 1 } });
const field = (stream_name: string, source_field: string, destination_field = source_field) => ({
  stream_name,
  source_field,
  destination_field: `${destination_field}_there`,
});
const mapped = (stream_name: string, stream_namespace?: string) => ({
  stream_name,
  object: 'thing',
  ...(stream_namespace && { stream_namespace }),
});

const SOME = [
  of('users', 'public', { id: 1, Email: 'canary', city: { zip: 'canary' } }),
  record('orders', 2, { rest: 3 }),
];

async function warnings(config: SharedConfig, lines: readonly string[] = SOME): Promise<readonly string[]> {
  const run = startSync({ streams: [users, orders], config });
  await run.end(...lines);
  expect(run.outcome).toMatchObject({ ended: true, error: undefined });
  return run.log.lines.filter((line) => line.startsWith('Mappings that matched nothing'));
}

describe('mappings that matched nothing', () => {
  it.each([
    ['Users', undefined, '"Users", which the catalog does not have (it has "public.users": only upper'],
    [
      'users',
      'crm',
      '"crm.users", which the catalog does not have (it has "public.users": only the namespace',
    ],
    [
      'raw_orders',
      undefined,
      '"raw_orders", which the catalog does not have (it has "orders": only a prefix',
    ],
    ['ordesr', undefined, '"ordesr", which the catalog does not have (it has "orders": the names are'],
    ['invoices', undefined, '"invoices", which the catalog does not have.'],
  ])('are named with the similar stream: %s in %s', async (name, namespace, expected) => {
    const [warning, ...others] = await warnings({ stream_mappings: [mapped(name, namespace)] });
    expect(warning).toContain(
      `Stream Mappings > Stream Name (stream_mappings[0].stream_name) names the stream ${expected}`,
    );
    expect(others).toEqual([]);
  });

  it.each([
    [
      field('users', 'email'),
      '"email" of the stream "users", which no record had (the schema declares "Email")',
    ],
    [
      field('users', 'ctiy'),
      '"ctiy" of the stream "users", which no record had (the schema declares "city")',
    ],
    [field('users', 'city.zipcode'), '"city.zipcode" of the stream "users", which no record had.'],
    [field('', 'totals'), '"totals" of any stream, which no record had (the schema declares "total")'],
    [field('', 'total'), '"total" of any stream, which no record had.'],
  ])('are named with the similar column: %j', async (mapping, expected) => {
    const [warning, ...others] = await warnings({ field_mappings: [mapping] });
    expect(warning).toContain(
      `Field Mappings > Source Field (field_mappings[0].source_field) names the column ${expected}`,
    );
    expect(warning).not.toContain('canary');
    expect(others).toEqual([]);
  });

  it('are named also if only some of the streams have records', async () => {
    const [warning] = await warnings({ stream_mappings: [mapped('x')] }, [record('orders', 1)]);
    expect(warning).toMatch(/"x".*\. Correct the names, unless they are meant for another connection\.$/);
  });

  it.each([
    [8, /^[^;]*(; [^;]*){7}\. Correct/],
    [9, /^[^;]*(; [^;]*){7}; and 1 more\. Correct/],
  ])('are listed up to eight of them: %i', async (count, expected) => {
    const names = Array.from({ length: count }, (_, n) => field('users', `c${n}`));
    expect((await warnings({ field_mappings: names }))[0]).toMatch(expected);
  });

  it('are named in one warning that lists at most eight', async () => {
    const [warning, ...others] = await warnings({
      stream_mappings: [mapped('x')],
      field_mappings: [field('user', 'id'), ...Array.from({ length: 10 }, (_, n) => field('users', `c${n}`))],
    });
    expect(warning).toMatch(
      /stream_mappings\[0\].*field_mappings\[0\]\.stream_name\) names the stream "user".*; and 4 more\./,
    );
    expect(others).toEqual([]);
  });

  it('cause no warning if each matched by name and namespace, at any depth, in any stream', async () => {
    const stream_mappings = [mapped('users'), mapped('users', 'public'), mapped('orders')];
    const field_mappings = [
      field('users', 'Email'),
      field('users', 'city.zip'),
      field('', 'city'),
      field('', 'rest'),
    ];
    expect(await warnings({ stream_mappings, field_mappings })).toEqual([]);
  });

  it('cause no warning for streams or syncs without records', async () => {
    const config = { field_mappings: [field('users', 'nope')], stream_mappings: [mapped('nope')] };
    expect(await warnings({ field_mappings: config.field_mappings }, [record('orders', 1)])).toEqual([]);
    expect(await warnings(config, [])).toEqual([]);
  });

  it('cause no warning for a mapping of all streams that each stream overrides', async () => {
    const own = { stream_name: 'users', source_field: 'Email', destination_field: 'mail' };
    const all = { stream_name: '', source_field: 'address', destination_field: 'mail' };
    expect(await warnings({ field_mappings: [own, all] }, SOME.slice(0, 1))).toEqual([]);
  });

  it('are named before a sync fails because too many records are rejected', async () => {
    const run = startSync({ streams: [orders], config: { field_mappings: [field('orders', 'idd', 'id')] } });
    await run.end(...Array.from({ length: 20 }, () => record('orders', 1).replace('"id"', '"idx"')));
    expect(run.outcome.error).toBeDefined();
    expect(run.log.lines.join('\n')).toContain('Mappings that matched nothing');
  });
});
