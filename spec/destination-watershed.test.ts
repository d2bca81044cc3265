import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../src/config/resolve.ts';
import { readSpecification } from '../src/config/testing/read-specification.ts';
import type { DestinationWatershedConfig } from './types/destination-watershed.ts';

const spec = readSpecification('destination-watershed');

describe('a configuration of destination-watershed', () => {
  const needed = { organization_id: '5664', api_key: 'k', api_secret: 's' };
  const resolve = (value: object) => resolveConfig<DestinationWatershedConfig>({ ...needed, ...value }, spec);
  const rejected = (value: object) => () => resolve(value);

  it('requires only an organization and credentials', () => {
    expect(resolve({})).toEqual({
      ...needed,
      default_template: '',
      stream_mappings: [],
      field_mappings: [],
      statement_id_column: '',
      object_storage_config: { storage_type: 'None' },
      preview: 'first_batch',
      wait_for_import: true,
      allow_void: false,
      max_rejected_percent: 50,
      unsupported_deletions: 'skip',
      base_url: 'https://watershedlrs.com',
      notify_emails: [],
      rows_per_file: 10_000,
      import_timeout_minutes: 30,
      poll_interval_seconds: 5,
      file_name_prefix: 'airbyte',
    });
    expect(() => resolveConfig({}, spec)).toThrow(/Organization ID.*API Key.*API Secret/s);
  });

  it.each(['', 'acme', '12a', '1/2', '-1'])('rejects the organization %j', (organization_id) => {
    expect(rejected({ organization_id })).toThrow('Organization ID');
  });

  it.each(['a:b', 'a b', 'a\nb', 'é'])('rejects the key %j, which a Basic header would change', (api_key) => {
    expect(rejected({ api_key })).toThrow('API Key');
  });

  it('accepts a secret with any printable character, including a colon', () => {
    expect(resolve({ api_secret: 'a:b"\\~!' }).api_secret).toBe('a:b"\\~!');
    expect(rejected({ api_secret: 'a b' })).toThrow('API Secret');
  });

  it.each(['somebody', 'a@b,c@d', '@b', 'a@'])('rejects the address to notify %j', (address) => {
    expect(rejected({ notify_emails: [address] })).toThrow('E-Mail');
  });

  it('accepts a prefix that is valid in a file name and a form', () => {
    expect(resolve({ file_name_prefix: 'hr-2_x' }).file_name_prefix).toBe('hr-2_x');
    expect(resolve({ file_name_prefix: '' }).file_name_prefix).toBe('airbyte');
    for (const file_name_prefix of ['a"b', 'a b', '-a', 'a/b', 'é', 'x'.repeat(41)])
      expect(rejected({ file_name_prefix })).toThrow('File Name Prefix');
  });

  it.each([
    ['rows_per_file', 0, 'Rows per File'],
    ['rows_per_file', 1.5, 'Rows per File'],
    ['import_timeout_minutes', 0, 'Import Timeout'],
    ['poll_interval_seconds', 0, 'Poll Interval'],
    ['base_url', 'http://watershedlrs.com', 'Base URL'],
  ])('rejects %s: %j', (name, value, title) => {
    expect(rejected({ [name]: value })).toThrow(title);
  });
});
