import type { SharedConfig } from '@airbyte-ts/cdk';
import { type CatalogStream, operationsOf } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import { TYPE_NAMES } from './documents/document-type.ts';
import definition from './index.ts';
import { config } from './testing/connected.ts';

const planned = (streams: readonly CatalogStream[], rest: object = {}) => {
  const shared: SharedConfig = config(rest);
  return operationsOf(definition, shared, streams);
};
const stream = (name: string, mode = 'append') => ({
  stream: { name },
  destination_sync_mode: mode,
  primary_key: [['id']],
});

describe('the operations of destination-mediarithmics', () => {
  it('map a stream by the settings, by its name, or to the default type', () => {
    const settings = {
      stream_mappings: [{ stream_name: 'clients', object: 'USER_PROFILE' }],
      default_document_type: 'USER_CHOICE',
    };
    const operations = planned([stream('clients'), stream('USER_SEGMENT'), stream('other')], settings);
    expect(operations.map(({ object }) => object)).toEqual(['USER_PROFILE', 'USER_SEGMENT', 'USER_CHOICE']);
  });

  it.each(TYPE_NAMES.filter((name) => /DELETION|DISSOCIATION/.test(name)))(
    'of the type %s fail without Allow Deletions, with that advice',
    (name) => {
      for (const mode of ['append', 'append_dedup']) {
        expect(() => planned([stream(name, mode)])).toThrow(
          /the settings of this destination do not allow.*switch on Allow Deletions/,
        );
        expect(planned([stream(name, mode)], { allow_deletions: true })[0]?.object).toBe(name);
      }
    },
  );

  it('do not support overwrite', () => {
    expect(() => planned([stream('a'), stream('b', 'overwrite')])).toThrow(
      /"overwrite".*Set it to "append" or "append_dedup" in the connection\.$/,
    );
    expect(() => planned([stream('USER_POINTS_DELETION', 'overwrite')])).toThrow(/do not allow/);
  });

  it('limit documents as configured', () => {
    const [operation] = planned([stream('a')], { document_max_records: 7, document_max_bytes: 5_000 });
    expect(operation?.limits).toEqual({ maxRows: 7, maxBytes: 5_000 });
  });

  it('use CSV only for segments, if configured', () => {
    const [segment, activity] = planned([stream('USER_SEGMENT'), stream('a')], { segment_format: 'CSV' });
    expect(segment?.framing.open).toBe(
      'operation,compartment_id,user_account_id,email_hash,user_agent_id,segment_id,segment_technical_name,expiration_duration,expiration_ts,data_bag\r\n',
    );
    expect([activity?.framing.open, activity?.serialize]).toEqual(['', undefined]);
  });
});
