import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../define/specification.ts';
import { normalizedText } from './normalize-text.ts';

const text = (pattern: string, more: JsonSchema = {}): JsonSchema => ({ type: 'string', pattern, ...more });
const key = text('^[!-~]+$', { airbyte_secret: true });
const hex = text('^$|^[0-9a-f]{10}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$');
const digits = text('^[0-9]+$');
const address = text(
  '^$|^https://[a-z.]+(:[0-9]+)?(/[^\\s?#]*)?$|^http://(localhost|127\\.0\\.0\\.1)(:[0-9]+)?(/[^\\s?#]*)?$',
);
const UUID = '6d6a2b1e-8c9f-4f1d-9a55-0c8f0b7f3a10';

describe('a pasted text', () => {
  it.each([
    [' k-1\n', key, 'k-1'],
    ['\u00a0k-1\u200b', key, 'k-1'],
    ['"k-1"', key, 'k-1'],
    ["'k-1'", key, 'k-1'],
    [' “k-1” ', key, 'k-1'],
    ['`k-1`', key, 'k-1'],
    ['" k-1 "', key, 'k-1'],
    [' https://api.example/v1 ', address, 'https://api.example/v1'],
    ['<https://api.example>', address, 'https://api.example'],
    ['HTTPS://API.example/Path', address, 'https://api.example/Path'],
    ['Http://LocalHost:8080', address, 'http://localhost:8080'],
    ['ABCDEF0123', hex, 'abcdef0123'],
    [UUID.toUpperCase(), hex, UUID],
    ['https://app.example/patients/abcdef0123/data?from=2024', hex, 'abcdef0123'],
    ['https://app.example/#/patients/ABCDEF0123', hex, 'abcdef0123'],
    ['https://lrs.example/api/organizations/1234/lrs/', digits, '1234'],
    ['\t1234 ', digits, '1234'],
    ['api_key=k-1', key, 'k-1'],
    ['api-key = k-1', key, 'k-1'],
    ['apiKey="k-1"', key, 'k-1'],
    ['export MY_API_KEY=k-1', key, 'k-1'],
    ["export MY_API='k-1'", key, 'k-1'],
    ['MY_API_KEY=k-1', key, 'k-1'],
    ['MY_API_TOKEN=a=b==', key, 'a=b=='],
    ['client_secret: k-1', key, 'k-1'],
    ['"api_key": "k-1"', key, 'k-1'],
    ['X-Api-Key: k-1', key, 'k-1'],
    ['x-api-key:k-1', key, 'k-1'],
    ['Authorization: k-1', key, 'k-1'],
    ['#1502', digits, '1502'],
    ['# 1502', digits, '1502'],
    ['ID: 1502', digits, '1502'],
    ['datamart_id=1502', digits, '1502'],
    ['Organization ID 1502', digits, '1502'],
    ['User ID: ABCDEF0123', hex, 'abcdef0123'],
    ['"production"', { type: 'string', enum: ['production', 'test'] }, 'production'],
  ])('%j is corrected', (given, field, meant) => {
    expect(normalizedText(given, field)?.text).toBe(meant);
  });

  it.each([
    ['k-1', key],
    ['a2V5a2V5==', key],
    ['my-key==', key],
    ['key:secret', key],
    ['k-1=x', key],
    ['a:token:k', key],
    ['api_key=k-1', { type: 'string', airbyte_secret: true }],
    ['pass word ', { type: 'string', airbyte_secret: true }],
    ['"quoted"', { type: 'string', airbyte_secret: true }],
    [' column ', { type: 'string' }],
    ['"column"', { type: 'string' }],
    ['https://api.example/Path', address],
    ['', address],
  ])('%j that fits its schema is not changed', (given, field) => {
    expect(normalizedText(given, field)).toBeUndefined();
  });

  it.each([
    ['Bearer k-1', key],
    ['Authorization: Bearer k-1', key],
    ['two words', key],
    ['1,502', digits],
    ['15 02', digits],
    ['-1502', digits],
    ['abc1502', digits],
    ['http://api.example', address],
    ['http://[::1]:80', address],
    ['https://api. example', address],
    ['https://app.example/a/abcdef0123/b/abcdef0124', hex],
    ['https://app.example/o/1234/d/1502', digits],
    ['PRODUCTION', { type: 'string', enum: ['production', 'test'] }],
    ['https://console.example/buckets', text('^[a-z0-9-]+$')],
    ['ARN:aws:iam::1:role/Name', text('^arn:[!-~]+$')],
  ])('%j is not changed if it is ambiguous', (given, field) => {
    expect(normalizedText(given, field)).toBeUndefined();
  });

  it('of blanks counts as empty, except in a secret without a pattern', () => {
    expect(normalizedText(' \t', { type: 'string' })?.text).toBe('');
    expect(normalizedText('  ', { type: 'string', airbyte_secret: true })).toBeUndefined();
  });

  it.each([[' k-1'], ['"k-1"'], ['api_key=k-1'], ['HTTPS://API.example']])(
    '%j is not repeated in the description of its correction',
    (given) => {
      for (const field of [key, address])
        expect(normalizedText(given, field)?.what ?? '').not.toMatch(/k-1|example/i);
    },
  );
});
