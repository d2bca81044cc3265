import { API_KEY, apiKeyOptions, FORBIDDEN_API_KEY } from '@airbyte-ts/cdk/emulator';
import { z } from 'zod';
import { TEMPLATES, template } from './templates.ts';

export const ORGANIZATION = '5664';
export const SECRET = 'emulator-secret';

const nths = z.array(z.int().min(1)).default([]);
const ms = z.number().min(0);

/** Behaviour of the emulated service. Where the provider's page is silent or contradicts itself, each reading is an option. */
export const watershedOptions = z.strictObject({
  ...apiKeyOptions,
  keys: apiKeyOptions.keys
    .transform((keys) => [`${API_KEY}:${SECRET}`, ...keys])
    .describe("Accepted `key:secret` pairs, in addition to the emulator's own."),
  forbiddenKeys: apiKeyOptions.forbiddenKeys.transform((keys) => [`${FORBIDDEN_API_KEY}:${SECRET}`, ...keys]),
  organization: z.string().default(ORGANIZATION),
  templates: z.array(template).default(TEMPLATES.map((each) => template.parse(each))),
  unknownTemplate: z
    .literal([400, 404, 422])
    .default(400)
    .describe('Response to an unknown template (undocumented).'),
  accepted: z
    .enum(['text', 'json', 'object', 'empty'])
    .default('text')
    .describe(
      'The body of the 202: the bare id as text or as JSON, an object, or nothing (older pages say there is none).',
    ),
  sameIds: z.boolean().default(false).describe("Whether the import has the job's id (undocumented)."),
  jobEndpoint: z
    .boolean()
    .default(true)
    .describe("Whether GET /csv-import/job/{id} exists: only the provider's own PHP client calls it."),
  importMs: ms.default(0).describe('Duration of an import, without its rows.'),
  importMsPerRow: ms.default(0).describe('Added to `importMs` for each row.'),
  visibleAfterMs: ms.default(0).describe('Delay from the end of an import until it is listed.'),
  vanish: nths.describe('Numbers of the accepted files that are lost without an error, from 1.'),
  stuck: nths.describe('Numbers of the accepted files whose jobs never end, from 1.'),
  halved: nths.describe(
    'Numbers of the accepted files of which only half of the rows is imported, without an error, from 1.',
  ),
  listsFailedImports: z
    .boolean()
    .default(true)
    .describe('Whether an import whose rows all failed is listed (undocumented).'),
  repeatedIds: z
    .enum(['ignored', 'failed'])
    .default('ignored')
    .describe('Outcome of a row whose statement id exists already (the xAPI specification allows both).'),
  listsIds: z
    .enum(['misspelt', 'spelt', 'text', 'none'])
    .default('misspelt')
    .describe(
      'Properties with statement ids in the list: both, misspelt as in the documentation or spelt correctly; only the text; or neither.',
    ),
  listsRepeats: z
    .boolean()
    .default(true)
    .describe('Whether an import lists statements that existed before it (undocumented).'),
  listsUnfinished: z
    .boolean()
    .default(false)
    .describe('Whether an import is listed while it runs, without ids and failed rows (undocumented).'),
  malformed: z
    .enum(['nothing', 'id', 'failedRows', 'others'])
    .default('nothing')
    .describe(
      'What is malformed in the list: nothing; imports without ids; failed rows as a list of messages; or entries of other programs.',
    ),
  paged: z
    .boolean()
    .default(true)
    .describe('Whether the list of imports has pages (documented for collections in general).'),
  order: z.enum(['oldest', 'newest']).default('newest'),
  voids: z
    .enum(['csv-import', 'statement-import', 'both'])
    .default('csv-import')
    .describe('Which of the two documented addresses voids an import.'),
  requestsPerMinute: z.number().positive().default(3_000),
  retryAfter: z
    .number()
    .positive()
    .optional()
    .describe('Retry-After of a 429, in seconds; without the header when absent (undocumented).'),
  keepRows: z
    .boolean()
    .default(true)
    .describe('Whether the cells of imported rows are kept, or only ids and counts.'),
});

export type WatershedOptions = z.input<typeof watershedOptions>;
export type ParsedOptions = z.output<typeof watershedOptions>;
