import { apiKeyOptions } from '@airbyte-ts/cdk/emulator';
import { z } from 'zod';
import { CONTENT_TYPES, DOCUMENT_TYPES } from './document-types.ts';
import { ERROR_FILES } from './error-file.ts';
import { OUTCOMES } from './job.ts';

const ms = z.union([z.int().min(0), z.array(z.int().min(0)).min(1)]);
const mimeTypes = Object.keys(CONTENT_TYPES) as [keyof typeof CONTENT_TYPES];
const digits = z.string().regex(/^\d+$/);
/** Properties of a document import. */
export const importFields = z.strictObject({
  document_type: z.enum(DOCUMENT_TYPES),
  mime_type: z.enum(mimeTypes),
  encoding: z.literal('utf-8'),
  name: z.string().regex(/\S/),
  priority: z.enum(['LOW', 'MEDIUM', 'HIGH']).default('MEDIUM'),
});

/**
 * Behaviour of the emulated service. Each point that its pages leave open is an option:
 * https://developer.mediarithmics.io/data-ingestion/bulk-processing
 */
export const mediarithmicsOptions = z.strictObject({
  ...apiKeyOptions,
  pendingMs: ms
    .default(1_000)
    .describe(
      'Waiting time of a job in milliseconds. With a list each job takes the next time, so that one may overtake another.',
    ),
  runningMs: ms.default(1_000).describe('Running time of a job, in the form of `pendingMs`.'),
  outcomes: z.array(z.enum(OUTCOMES)).default([]).describe('Outcomes of the first jobs; all others succeed.'),
  failLinesWith: z.string().min(1).optional().describe('Lines that contain this text fail in their job.'),
  errorFile: z.enum(ERROR_FILES).default('line_number'),
  earlyParameters: z
    .boolean()
    .default(false)
    .describe(
      "Whether an execution names its file and its number of lines before it starts. The documentation's sample does not.",
    ),
  listedAfterMs: z
    .int()
    .min(0)
    .default(0)
    .describe('Delay until new imports and executions are listed, in milliseconds.'),
  foundAfterMs: z
    .int()
    .min(0)
    .default(0)
    .describe('Delay until a new execution is found by its id, in milliseconds.'),
  inputFiles: z
    .boolean()
    .default(true)
    .describe('Whether the document of an execution can be read back by its `file_uri`.'),
  listOrder: z
    .enum(['newest_first', 'oldest_first'])
    .default('newest_first')
    .describe(
      "Order of listed executions. It is undocumented, although the provider's own page relies on newest first.",
    ),
  dedupe: z.boolean().default(true).describe('Whether a `$unique_key` is stored once.'),
  pageSize: z.int().min(1).default(100).describe('Maximum number of entries in a page of a list.'),
  archived: z.boolean().default(false),
  type: z.enum(['DATAMART', 'CROSS_DATAMART']).default('DATAMART'),
  imports: z
    .array(importFields.extend({ id: digits }))
    .default([])
    .describe('Imports that exist before the first request.'),
  maxBodyBytes: z
    .int()
    .min(1)
    .default(100 * 1024 * 1024),
  keep: z.enum(['lines', 'counts']).default('lines'),
});

export type MediarithmicsOptions = z.input<typeof mediarithmicsOptions>;
export type ParsedOptions = z.output<typeof mediarithmicsOptions>;
