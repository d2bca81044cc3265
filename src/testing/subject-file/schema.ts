import { z } from 'zod';

const values = z.record(z.string(), z.unknown());
const requests = z.strictObject({ method: z.string().optional(), path: z.string().startsWith('/') });

const object = z.strictObject({
  /** Object to which a stream is mapped; any name for a connector without `discover`. */
  name: z.string().min(1),
  /** Name of a stream that is routed to the object without a mapping. */
  stream: z.string().min(1).optional(),
  modes: z.array(z.string()).min(1).optional(),
  primary_key: z.array(z.array(z.string())).optional(),
  /** Template of valid records: `{i}` in a text is replaced by the record's number; the text `{i}` alone becomes a number. */
  record: values,
  /** Template of the same records after a change at the source: same keys, other values. */
  changed: values.optional(),
  /** Template of records that have to be rejected. */
  invalid: values.optional(),
  /** Template of valid records for which the connector has to derive a key. */
  without_key: values.optional(),
  /** Column that identifies a record at the provider; the first one of the primary key by default. */
  key: z.string().optional(),
  /** JSON Schemas of columns whose derived schemas are wrong. */
  columns: values.optional(),
  /** Whether columns that are not in the template arrive. */
  open_columns: z.boolean().optional(),
  records_per_request: z.int().positive().optional(),
});

const provider = z.strictObject({
  /** Members of the configuration with the provider's address; `{url}` is replaced by it. */
  config: values,
  /** Requests that deliver records. */
  deliveries: requests,
  /** Requests that sign in, which the suite lets succeed while it makes others fail. */
  login: requests.optional(),
  /** Positions of the records in their bodies. */
  format: z.enum(['json', 'lines']).optional(),
  records: z.string().optional(),
  key: z.string(),
  data: z.string().optional(),
  /** Header that every request needs. */
  authorization: z.strictObject({ header: z.string(), value: z.string() }).optional(),
  responses: z
    .array(
      requests.extend({
        status: z.int().optional(),
        headers: z.record(z.string(), z.string()).optional(),
        body: z.unknown().optional(),
      }),
    )
    .optional(),
});

const broken = z.strictObject({
  title: z.string(),
  /** Members that replace those of the valid configuration; null removes one. */
  config: values,
  /** Texts that the message must contain; one of a list is enough. */
  says: z.array(z.union([z.string(), z.array(z.string())])).optional(),
});

/** Description of a connector for the acceptance suite, beyond `spec` and `discover`. Everything is optional. */
export const subjectFile = z.strictObject({
  /** A command line, relative to this file. */
  connector: z.string().optional(),
  image: z.string().optional(),
  /** A valid configuration: a file relative to this one, or the configuration itself. */
  config: z.union([z.string(), values]).optional(),
  /** Variables that the connector needs. */
  environment: z.record(z.string(), z.string()).optional(),
  objects: z.array(object).min(1).optional(),
  /** Values that must never be shown, in addition to fields that the specification marks as secret. */
  secrets: z.array(z.string()).optional(),
  broken: z.array(broken).optional(),
  provider: provider.optional(),
});

export type SubjectFile = z.infer<typeof subjectFile>;
export type ObjectDescription = z.infer<typeof object>;
export type ProviderDescription = z.infer<typeof provider>;
