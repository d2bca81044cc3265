import { z } from 'zod';
import { delivered } from '../../define/batch.ts';
import { ndjson } from '../../define/framing.ts';
import { type AnyOperation, operation } from '../../define/operation.ts';
import type { SharedConfig } from '../../define/shared-config.ts';
import { parseCatalog } from '../../protocol/catalog.ts';
import type { RowPipeline } from '../fast-path/compile-row.ts';
import { createRowPreparer, type RowPreparer } from '../prepare.ts';
import type { PreparedRow, RejectedRecord } from '../prepared-row.ts';
import type { FieldSchema } from '../schema/field-schema.ts';
import { streamRunOf } from '../streams/stream-run.ts';

/** An operation that ignores its rows. */
export const testOperation = (fields: z.ZodObject, rest: Partial<AnyOperation> = {}): AnyOperation => ({
  ...operation<object, unknown>({
    object: 'thing',
    syncModes: ['append'],
    schema: fields,
    limits: { maxRows: 1 },
    framing: ndjson,
    deliver: async (batch) => batch.all(delivered),
  }),
  ...rest,
});

/** Creates the preparation of a stream's records for this operation. */
export function preparerOf(
  of: AnyOperation,
  config: SharedConfig = {},
  primary_key: readonly (readonly string[])[] = [],
): RowPreparer {
  const [stream] = parseCatalog({
    streams: [{ stream: { name: 'things' }, destination_sync_mode: 'append', primary_key }],
  });
  return createRowPreparer(stream!, of, config);
}

/** Prepares a record by its text where that is recognised, else after parsing. */
export function prepareText(
  prepare: RowPreparer,
  text: string,
): { made: PreparedRow | RejectedRecord; isRecognised: boolean } {
  const found = prepare.find(`xx${text}}`, 2);
  const isRecognised = found?.end === 2 + text.length;
  return { made: isRecognised ? prepare.found(text, found) : prepare(text, JSON.parse(text)), isRecognised };
}

/** Returns the row's text, or the reason why there is none. */
export function rowOf(prepare: RowPreparer, text: string): string {
  const { made } = prepareText(prepare, text);
  return 'reason' in made ? `rejected: ${made.reason}` : made.text;
}

/** Returns the pipeline of a stream without field mappings and key, for an operation with this compiled schema. */
export function pipelineFor(complete: FieldSchema): RowPipeline {
  const [stream] = parseCatalog({
    streams: [{ stream: { name: 'things' }, destination_sync_mode: 'append' }],
  });
  return {
    operation: testOperation(z.object()),
    complete,
    rename: (data) => data,
    stream: streamRunOf(stream!, {}),
    primaryKey: [],
  };
}
