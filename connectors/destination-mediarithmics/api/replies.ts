import { z } from 'zod';

/** Ids are texts in one place and numbers in another. */
const id = z.union([z.string(), z.number()]);
const number = z.number().nullish();
/** What is good to know, and in whose place anything else may stand. */
const perhaps = z.number().nullish().catch(undefined);

/** A document import. https://developer.mediarithmics.io/data-ingestion/bulk-processing */
export const documentImport = z.looseObject({
  id,
  document_type: z.string(),
  mime_type: z.string(),
  name: z.string().nullish(),
});

/**
 * An execution: a document, and the job that reads it. `parameters` are unknown before it starts, `result` and `end_date`
 * before it ends. The provider's pages and its web page's own code agree on this much.
 */
export const execution = z.looseObject({
  id,
  status: z.string(),
  creation_date: perhaps,
  end_date: number,
  num_tasks: number,
  completed_tasks: number,
  erroneous_tasks: perhaps,
  /** Of the provider; may repeat records. */
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

export type Failed = z.infer<typeof failed>;
/** The data, and how many of them there are where they are a page of a list. */
export interface Whole<T> {
  readonly data: T;
  readonly total?: number | null | undefined;
}

const failed = z.looseObject({ status: z.literal('error'), error_id: z.string().nullish() });

/** What wraps every answer: the data, or an error that a success status may carry too. */
export function wrapped<T extends z.ZodType>(data: T) {
  return z.union([z.looseObject({ status: z.literal('ok'), data, total: number }), failed]);
}
