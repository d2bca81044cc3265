import { apiKeyOptions } from '@airbyte-ts/cdk/emulator';
import { z } from 'zod';
import { CONTENT_TYPES, DOCUMENT_TYPES } from './document-types.ts';
import { ERROR_FILES } from './error-file.ts';
import { OUTCOMES } from './job.ts';

const ms = z.union([z.int().min(0), z.array(z.int().min(0)).min(1)]);
const mimeTypes = Object.keys(CONTENT_TYPES) as [keyof typeof CONTENT_TYPES];
const digits = z.string().regex(/^\d+$/);
/** What a document import is made of. */
export const importFields = z.strictObject({
  document_type: z.enum(DOCUMENT_TYPES),
  mime_type: z.enum(mimeTypes),
  encoding: z.literal('utf-8'),
  name: z.string().regex(/\S/),
  priority: z.enum(['LOW', 'MEDIUM', 'HIGH']).default('MEDIUM'),
});

/**
 * How the emulated service behaves. What its pages do not say is an option:
 * https://developer.mediarithmics.io/data-ingestion/bulk-processing
 */
export const mediarithmicsOptions = z.strictObject({
  ...apiKeyOptions,
  /** How long a job waits, and runs, in milliseconds; of a list each job in turn has its own, so that one may overtake another. */
  pendingMs: ms.default(1_000),
  runningMs: ms.default(1_000),
  /** How the first jobs end; all others succeed. */
  outcomes: z.array(z.enum(OUTCOMES)).default([]),
  /** Lines that hold this text fail in their job. */
  failLinesWith: z.string().min(1).optional(),
  errorFile: z.enum(ERROR_FILES).default('line_number'),
  /** Whether an execution names its file and its number of lines before it starts. The documentation's sample does not. */
  earlyParameters: z.boolean().default(false),
  /** New imports and executions are in no list before so many milliseconds. */
  listedAfterMs: z.int().min(0).default(0),
  /** A new execution is not found by its id before so many milliseconds. */
  foundAfterMs: z.int().min(0).default(0),
  /** Whether the document of an execution can be read back by its `file_uri`. */
  inputFiles: z.boolean().default(true),
  /** How executions are listed: nothing promises the order that the provider's own page takes for granted. */
  listOrder: z.enum(['newest_first', 'oldest_first']).default('newest_first'),
  /** Whether a `$unique_key` is stored once. */
  dedupe: z.boolean().default(true),
  /** The most entries of a list that an answer holds. */
  pageSize: z.int().min(1).default(100),
  archived: z.boolean().default(false),
  type: z.enum(['DATAMART', 'CROSS_DATAMART']).default('DATAMART'),
  /** Imports that somebody has made before. */
  imports: z.array(importFields.extend({ id: digits })).default([]),
  maxBodyBytes: z
    .int()
    .min(1)
    .default(100 * 1024 * 1024),
  keep: z.enum(['lines', 'counts']).default('lines'),
});

export type MediarithmicsOptions = z.input<typeof mediarithmicsOptions>;
