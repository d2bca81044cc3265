import { Ajv } from 'ajv';
import type { AnyOperation } from '../../define/operation.ts';
import type { ObjectSchema } from './sample-records.ts';

type Fields = Readonly<Record<string, unknown>>;

/** How an operation validates a row; its `transform` and `schemaFor` decide what a row is. */
type Validation = Pick<AnyOperation, 'schema' | 'defaults' | 'transform' | 'schemaFor'>;

/**
 * Returns the fields whose made-up values don't fit, with the rule that they break: by the schema that `discover` prints, and by
 * that of the operation if the record is the row.
 */
export function sampleFaults(
  records: readonly Fields[],
  schema: ObjectSchema,
  operation?: Validation,
): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false }).compile(
    schema,
  );
  for (const record of records) {
    if (!validate(record))
      for (const { instancePath, params, message = 'is not valid' } of validate.errors ?? []) {
        const missing = (params as { readonly missingProperty?: string }).missingProperty;
        const [, field = missing ?? ''] = instancePath.split('/');
        if (!faults.has(field)) faults.set(field, field === missing ? 'no value could be made' : message);
      }
    if (!operation || operation.transform || operation.schemaFor) continue;
    for (const { path, message } of operation.schema.safeParse(record).error?.issues ?? []) {
      const field = String(path[0] ?? '');
      const isFilledIn = Object.hasOwn(operation.defaults ?? {}, field) && !Object.hasOwn(record, field);
      if (!faults.has(field) && !isFilledIn) faults.set(field, message);
    }
  }
  return faults;
}
