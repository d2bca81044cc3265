import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { brokenConfigs } from './broken.ts';

const schema = {
  type: 'object',
  required: ['base_url', 'key', 'region'],
  properties: {
    base_url: { type: 'string', title: 'Base URL', pattern: '^https://' },
    key: { type: 'string', title: 'API Key' },
    region: { type: 'string', default: 'eu' },
    pace: { type: 'integer' },
  },
};
const valid = { base_url: 'https://api.example.com/v1?x=1', key: 'k', region: 'eu' };
const made = brokenConfigs(schema, valid);

test('derived configurations of kind schema violate the specification, and others do not', () => {
  const validate = new Ajv({ strict: false }).compile(schema);
  for (const { kind, title, config } of made)
    expect([title, validate(config)]).toEqual([title, kind !== 'schema']);
});

test('brokenConfigs() omits each required field without a default, and gives each a wrong type', () => {
  expect(made.filter(({ kind }) => kind === 'schema').map(({ title }) => title)).toEqual([
    'base_url is missing',
    'base_url has a wrong type',
    'key is missing',
    'key has a wrong type',
    'region has a wrong type',
  ]);
});

test('brokenConfigs() expects the title or the property in the message', () => {
  expect(made.find(({ title }) => title === 'key is missing')?.expects).toEqual([['API Key', 'key']]);
});

test('brokenConfigs() replaces the host of addresses by an unreachable one and keeps the rest', () => {
  const hosts = made
    .filter(({ kind }) => kind !== 'schema')
    .map(({ kind, config }) => [kind, config.base_url]);
  expect(hosts).toEqual([
    ['closed-port', 'https://127.0.0.1:1/v1?x=1'],
    ['unknown-host', 'https://no-such-host.invalid/v1?x=1'],
  ]);
});

test('brokenConfigs() keeps an address if the specification allows no other', () => {
  const fixed = { ...schema, properties: { ...schema.properties, base_url: { const: valid.base_url } } };
  expect(brokenConfigs(fixed, valid).filter(({ kind }) => kind !== 'schema')).toEqual([]);
});
