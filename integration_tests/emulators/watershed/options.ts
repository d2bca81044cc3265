import { z } from 'zod';
import { apiKeyOptions, FORBIDDEN_KEY, KEY } from '../api-keys.ts';
import { TEMPLATES, template } from './templates.ts';

export const ORGANIZATION = '5664';
export const SECRET = 'emulator-secret';

const nths = z.array(z.int().min(1)).default([]);
const ms = z.number().min(0);

/** How the emulated service behaves. Where the provider's page is silent or contradicts itself, each reading is an option. */
export const watershedOptions = z.strictObject({
  ...apiKeyOptions,
  /** `key:secret` pairs that are let in, beside the emulator's own. */
  keys: apiKeyOptions.keys.transform((keys) => [`${KEY}:${SECRET}`, ...keys]),
  forbiddenKeys: apiKeyOptions.forbiddenKeys.transform((keys) => [`${FORBIDDEN_KEY}:${SECRET}`, ...keys]),
  organization: z.string().default(ORGANIZATION),
  templates: z.array(template).default(TEMPLATES.map((each) => template.parse(each))),
  /** What an unknown template is answered with (undocumented). */
  unknownTemplate: z.literal([400, 404, 422]).default(400),
  /** The body of the 202: the bare id as text or as JSON, an object, or nothing (older pages say there is none). */
  accepted: z.enum(['text', 'json', 'object', 'empty']).default('text'),
  /** Whether the job's id is the import's too (undocumented). */
  sameIds: z.boolean().default(false),
  /** Whether GET /csv-import/job/{id} exists: only the provider's own PHP client knows it. */
  jobEndpoint: z.boolean().default(true),
  /** How long an import takes, plus so much for each row. */
  importMs: ms.default(0),
  importMsPerRow: ms.default(0),
  /** How long after its end an import is not listed yet. */
  visibleAfterMs: ms.default(0),
  /** Which of the accepted files are lost without a word, and which jobs never end; 1 is the first file. */
  vanish: nths,
  stuck: nths,
  /** Whether an import whose every row failed is listed (undocumented). */
  listsFailedImports: z.boolean().default(true),
  /** What a row gets whose statement id exists already (the xAPI specification allows both). */
  repeatedIds: z.enum(['ignored', 'failed']).default('ignored'),
  /** Whether the list of imports has pages (documented for collections in general). */
  paged: z.boolean().default(true),
  order: z.enum(['oldest', 'newest']).default('newest'),
  /** Which of the two documented addresses voids an import. */
  voids: z.enum(['csv-import', 'statement-import', 'both']).default('csv-import'),
  requestsPerMinute: z.number().positive().default(3_000),
  /** Of a 429, in seconds; none when absent (undocumented). */
  retryAfter: z.number().positive().optional(),
  /** Whether the cells of imported rows are kept, or only ids and counts. */
  keepRows: z.boolean().default(true),
});

export type WatershedOptions = z.input<typeof watershedOptions>;
export type ParsedOptions = z.output<typeof watershedOptions>;
