import type { SharedConfig } from '@airbyte-ts/cdk';
import { type PreparedRow, prepareRecord, type RejectedRecord, testContext } from '@airbyte-ts/cdk/testing';
import type { DestinationMediarithmicsConfig as Config } from '../../../spec/types/destination-mediarithmics.ts';
import type { TypeName } from '../documents/document-type.ts';
import type { Line } from '../documents/line.ts';
import definition from '../index.ts';
import { config } from './connected.ts';

interface Options {
  readonly mode?: 'append' | 'append_dedup';
  readonly primaryKey?: string[][];
  readonly config?: Partial<Config>;
}

/** Converts a record to a line of a document, as a sync does. */
export function prepared(
  type: TypeName,
  record: object | string,
  options: Options = {},
): PreparedRow | RejectedRecord {
  const { mode = 'append', primaryKey = [['id']] } = options;
  const shared: SharedConfig = config(options.config);
  const operation = definition
    .operations(shared, testContext().context)
    .find((each) => each.object === type && each.syncModes.includes(mode));
  return prepareRecord(operation!, record, {
    stream: { stream: { name: 'rows' }, destination_sync_mode: mode, primary_key: primaryKey },
    config: shared,
  });
}

/** The line of a record, or the reason of its rejection. */
export function lineOf(...args: Parameters<typeof prepared>): Line | string {
  const row = prepared(...args);
  return 'reason' in row ? row.reason : (JSON.parse(row.text) as Line);
}
