import { z } from 'zod';

const values = z.record(z.string(), z.unknown());
const requests = z.strictObject({ method: z.string().optional(), path: z.string().startsWith('/') });

const object = z.strictObject({
  /** What a stream is mapped to; for a connector without `discover` any name. */
  name: z.string().min(1),
  /** The name of a stream that needs no mapping to reach the object. */
  stream: z.string().min(1).optional(),
  modes: z.array(z.string()).min(1).optional(),
  primary_key: z.array(z.array(z.string())).optional(),
  /** A template of valid records: `{i}` in a text becomes the record's number, the text `{i}` alone the number itself. */
  record: values,
  /** A template of the same records after a change at the source: the same keys, other values. */
  changed: values.optional(),
  /** A template of records that have to be rejected. */
  invalid: values.optional(),
  /** A template of valid records for which the connector has to make a key. */
  without_key: values.optional(),
  /** The column by which a record is known at the provider; the first one of the primary key by default. */
  key: z.string().optional(),
  /** JSON Schemas of the columns, where those that the template suggests are wrong. */
  columns: values.optional(),
  /** Columns beyond the template's arrive too. */
  open_columns: z.boolean().optional(),
  records_per_request: z.int().positive().optional(),
});

const provider = z.strictObject({
  /** Members of the configuration that lead to the provider; `{url}` becomes its address. */
  config: values,
  /** The requests that deliver records. */
  deliveries: requests,
  /** Where the records stand in their bodies. */
  format: z.enum(['json', 'lines']).optional(),
  records: z.string().optional(),
  key: z.string(),
  data: z.string().optional(),
  /** A header that every request needs. */
  authorization: z.strictObject({ header: z.string(), value: z.string() }).optional(),
  answers: z
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
  /** Members that replace those of the configuration that works; null takes one away. */
  config: values,
  /** What the message has to say; of a list one is enough. */
  says: z.array(z.union([z.string(), z.array(z.string())])).optional(),
});

/** What a connector's author tells the acceptance suite, as far as `spec` and `discover` do not. Everything is optional. */
export const subjectFile = z.strictObject({
  /** A command line, relative to this file. */
  connector: z.string().optional(),
  image: z.string().optional(),
  /** A configuration that works: a file beside this one, or the configuration itself. */
  config: z.union([z.string(), values]).optional(),
  /** Variables that the connector needs. */
  environment: z.record(z.string(), z.string()).optional(),
  objects: z.array(object).min(1).optional(),
  /** Values that must never be seen, beyond those in fields that the specification calls secret. */
  secrets: z.array(z.string()).optional(),
  broken: z.array(broken).optional(),
  provider: provider.optional(),
});

export type SubjectFile = z.infer<typeof subjectFile>;
export type ObjectDescription = z.infer<typeof object>;
export type ProviderDescription = z.infer<typeof provider>;
