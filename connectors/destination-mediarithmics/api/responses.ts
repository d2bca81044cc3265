import { z } from 'zod';

/** Some endpoints return ids as texts, others as numbers. */
const id = z.union([z.string(), z.number()]);
const number = z.number().nullish();
/** A property that the connector can do without: any other type counts as absent. */
const optionalNumber = z.number().nullish().catch(undefined);

/** A document import. https://developer.mediarithmics.io/data-ingestion/bulk-processing */
export const documentImport = z.looseObject({
  id,
  document_type: z.string(),
  mime_type: z.string(),
  name: z.string().nullish(),
});

/**
 * An execution: a document, and the job that reads it. `parameters` are absent before it starts, `result` and `end_date`
 * before it ends. The provider's documentation and the code of its web app agree on these properties.
 */
export const execution = z.looseObject({
  id,
  status: z.string(),
  creation_date: optionalNumber,
  end_date: number,
  num_tasks: number,
  completed_tasks: number,
  erroneous_tasks: optionalNumber,
  /** The provider's error. It may quote records. */
  error: z.unknown().optional(),
  parameters: z
    .looseObject({
      input_file_name: z.string().nullish(),
      file_uri: z.string().nullish(),
      number_of_lines: number,
    })
    .nullish(),
  result: z
    .looseObject({ total_success: number, total_failure: number, error_file_uri: z.string().nullish() })
    .nullish(),
});

export const datamart = z.looseObject({ type: z.string().nullish(), archived: z.boolean().nullish() });

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
  return z.union([z.looseObject({ status: z.literal('ok'), data, total: number }), failed]);
}
