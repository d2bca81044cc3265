import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { AnyDestination } from '../define/destination.ts';
import { parseCatalog } from '../protocol/catalog.ts';
import { identityOf } from './identity.ts';

const [stream] = parseCatalog({
  streams: [{ stream: { name: 'users' }, destination_sync_mode: 'append', primary_key: [['id']] }],
});
const settingsWith = (config: object) =>
  identityOf(
    stream!,
    { globalId: { field: 'id', advice: '' } },
    { identitySettings: ['scope'] },
    { ...config },
  ).settings;
const mapping = (source_field: string, destination_field: string) => ({
  field_mappings: [{ source_field, destination_field }],
});

it('the fingerprint differs with the settings and the mapping that ids depend on, and with no other', () => {
  const usual = settingsWith({ scope: 'a' });
  expect(settingsWith({ scope: 'a', token: 't', ...mapping('body', 'text') })).toBe(usual);
  const others = [
    settingsWith({ scope: 'b' }),
    ...['uuid', 'key'].map((column) => settingsWith({ scope: 'a', ...mapping(column, 'id') })),
  ];
  expect(new Set([usual, ...others]).size).toBe(4);
});

it('the fingerprint does not change when a setting that is absent is null, and needs no global id', () => {
  expect(settingsWith({ scope: null })).toBe(settingsWith({}));
  expect(settingsWith({ scope: 'a' })).not.toBe(settingsWith({}));
  const { settings } = identityOf(stream!, {}, {}, mapping('uuid', 'id') as never);
  expect(settings).toBe(identityOf(stream!, {}, { identitySettings: [] }, {}).settings);
});

it('the fingerprint is the same in later versions, so that records can be replayed that are kept now', () => {
  expect(settingsWith({ scope: 'a' })).toBe('066693db-c125-58d4-968c-4a422f342ebd');
});

it('the identity of a stream has its primary key, its sync mode and its object', () => {
  const { primaryKey, syncMode, object } = identityOf({ ...stream!, objectName: 'person' }, {}, {}, {});
  expect([primaryKey, syncMode, object]).toEqual([[['id']], 'append', 'person']);
});

const root = new URL('../..', import.meta.url);
const names = readdirSync(new URL('connectors', root)).filter((name) => name.startsWith('destination-'));

it.each(names)('%s names settings of its specification that are no secrets', async (name) => {
  const { default: definition } = (await import(`${root.href}connectors/${name}/index.ts`)) as {
    default: AnyDestination;
  };
  for (const key of definition.identitySettings ?? []) {
    const property = definition.spec.connectionSpecification.properties?.[key];
    expect([key, property?.title]).toEqual([key, expect.any(String)]);
    expect(JSON.stringify(property)).not.toContain('airbyte_secret');
  }
});
