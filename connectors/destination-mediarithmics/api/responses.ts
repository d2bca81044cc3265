import { z } from 'zod';

/** Some endpoints return ids as texts, others as numbers. */
const id = z.union([z.string(), z.number()]);
/** A number, also in digits as a text. */
const number = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);
/** Numbers and texts that the connector can do without: a value of another type counts as absent. */
const optionalNumber = number.nullish().catch(undefined);
const optionalText = z.string().nullish().catch(undefined);
/**
 * How many lines succeeded or failed. A value of another type must not count as absent: failed lines would be taken for
 * delivered.
 */
const count = number.nullish();

/** A document import. https://developer.mediarithmics.io/data-ingestion/bulk-processing */
export const documentImport = z.looseObject({
  id,
  document_type: z.string(),
  mime_type: z.string(),
  name: optionalText,
});

/**
 * An execution: a document, and the job that reads it. `parameters` are absent before it starts, `result` and `end_date`
 * before it ends. The provider's documentation and the code of its web app agree on these properties.
 */
export const execution = z.looseObject({
  id,
  status: z.string(),
  creation_date: optionalNumber,
  end_date: optionalNumber,
  num_tasks: optionalNumber,
  completed_tasks: optionalNumber,
  erroneous_tasks: optionalNumber,
  /** The provider's error. It may quote records. */
  error: z.unknown().optional(),
  parameters: z
    .looseObject({
      input_file_name: optionalText,
      file_uri: optionalText,
      number_of_lines: optionalNumber,
    })
    .nullish()
    .catch(undefined),
  result: z
    .looseObject({ total_success: count, total_failure: count, error_file_uri: optionalText })
    .nullish(),
});

/** A boolean, also as a text. */
const flag = z.union([z.boolean(), z.stringbool()]);

export const datamart = z.looseObject({
  type: optionalText,
  archived: flag.nullish().catch(undefined),
});

export type DocumentImport = z.infer<typeof documentImport>;
export type Execution = z.infer<typeof execution>;
export type Datamart = z.infer<typeof datamart>;

export type ErrorEnvelope = z.infer<typeof failed>;
/** The data; for a page of a list, also the length of the list. */
export interface SuccessEnvelope<T> {
  readonly data: T;
  readonly total?: number | null | undefined;
}

const failed = z.looseObject({
  status: z.literal('error'),
  /** The provider's text. About a document it may quote records. */
  error: z.unknown().optional(),
  error_id: z.unknown().optional(),
});

/** The envelope of every response: the data, or an error, which may also have a success status. */
export function envelopeOf<T extends z.ZodType>(data: T) {
  return z.union([z.looseObject({ status: z.literal('ok'), data, total: optionalNumber }), failed]);
}
