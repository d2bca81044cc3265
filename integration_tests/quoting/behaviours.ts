import { jsonResponse } from '../../src/emulator/provider.ts';
import { MARKER } from './marked.ts';
import { type Quote, type ResponseBehaviour, toContent } from './provider.ts';

type Json = Readonly<Record<string, unknown>>;

/** Rows of a JSON array. */
const rowsIn = (body: Buffer): number => (JSON.parse(body.toString()) as unknown[]).length;

/** A response in which some members quote content. */
function rewritten(value: unknown, change: (object: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((each) => rewritten(each, change));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, each]) => [name, rewritten(each, change)]);
  return change(Object.fromEntries(members) as Json);
}

const changing =
  (change: (object: Json, quote: Quote) => Json): ResponseBehaviour =>
  (_request, quote, usual) => {
    const response = usual();
    if (response.status >= 300 || typeof response.body !== 'string' || !/^[[{]/.test(response.body))
      return response;
    const body = rewritten(JSON.parse(response.body), (object) => change(object, quote));
    return { ...response, body: JSON.stringify(body) };
  };

/** Problems of each row, as Tidepool's data service formats them. */
const TIDEPOOL_PROBLEMS: readonly ((row: number, quote: Quote) => Json)[] = [
  (row, quote) => ({
    code: 'value-not-valid',
    title: 'value is not valid',
    detail: `value "${quote()}" is not valid`,
    source: { pointer: `/${row}/payload/${quote()}` },
  }),
  (row, quote) => ({ code: quote(), title: quote(), detail: quote(), source: { pointer: `/${row}/units` } }),
  (row, quote) => ({
    title: `value is not valid ${quote()}`,
    source: { pointer: `/${row}/${quote()}/value` },
  }),
  (row, quote) => ({ title: quote(), source: { pointer: `/${row}` }, meta: { [quote()]: quote() } }),
];

/** Lines of an error file of mediarithmics, whose format is not documented. */
const FILE_LINES: readonly ((line: number, quote: Quote) => string)[] = [
  (line, quote) => JSON.stringify({ line, error: quote() }),
  (line, quote) => JSON.stringify({ row_number: line, message: { [quote()]: quote() } }),
  (line, quote) => JSON.stringify({ line_number: line, reason: quote(), input: quote(), id: quote() }),
  (line, quote) => `${line},"${quote().replaceAll('"', '""')}",${quote()}`,
  (_, quote) => quote(),
];

interface Rows {
  /** Number of records in a stream of the sync. */
  readonly records: number;
}

/** Responses with which the provider of each connector rejects and quotes rows, in its own error format. */
export const BEHAVIOURS: Readonly<
  Record<string, (rows: Rows) => Readonly<Record<string, ResponseBehaviour>>>
> = {
  'destination-tidepool-so': () => ({
    'the body of a 422': toContent(({ body }, quote) =>
      jsonResponse(422, {
        error: quote(),
        errors: Array.from({ length: rowsIn(body) }, (_, index) => ({
          index,
          field: quote(),
          message: quote(),
        })),
      }),
    ),
    'a text as the body of a 400': toContent((_, quote) => ({ status: 400, body: quote() })),
  }),
  'destination-tidepool-metrics': () => ({
    'the body of a 400': toContent((_, quote) =>
      jsonResponse(400, { code: 400, reason: quote(), [quote()]: 1 }),
    ),
    'a text as the body of a 422': toContent((_, quote) => ({ status: 422, body: quote() })),
  }),
  'destination-tidepool-data': () => ({
    'title, detail, code and pointer of a 400': (request, quote, usual) => {
      if (request.method !== 'POST' || !request.path.endsWith('/data')) return usual();
      const problems = Array.from({ length: rowsIn(request.body) }, (_, row) =>
        TIDEPOOL_PROBLEMS[row % TIDEPOOL_PROBLEMS.length]!(row, quote),
      );
      return jsonResponse(400, problems.length === 1 ? problems[0] : { errors: problems });
    },
  }),
  'destination-mediarithmics': ({ records }) => ({
    'an error file': (request, quote, usual) =>
      request.path === '/v1/data_file/data'
        ? {
            status: 200,
            body: Array.from({ length: records }, (_, n) =>
              FILE_LINES[n % FILE_LINES.length]!(n + 1, quote),
            ).join('\n'),
          }
        : changing((object, quoted) => ({
            ...object,
            ...('total_failure' in object && {
              total_success: 0,
              total_failure: records,
              error_file_uri: `mics://data_file/${encodeURIComponent(quoted())}`,
            }),
            ...('num_tasks' in object && { error: { message: quoted(), id: quoted() } }),
          }))(request, quote, usual),
    'the body of a 400': toContent((_, quote) =>
      jsonResponse(400, { status: 'error', error: quote(), error_id: quote(), [quote()]: quote() }),
    ),
  }),
  'destination-watershed': ({ records }) => {
    const failedRows = (quote: Quote): Json =>
      Object.fromEntries(
        Array.from({ length: records + 1 }, (_, n) => [
          n === records ? quote() : String(n + 2),
          n % 2 === 0 ? quote() : { error: quote(), [quote()]: quote() },
        ]),
      );
    const inPlace: ResponseBehaviour = changing((object, quote) =>
      'failedRows' in object ? { ...object, failedRows: failedRows(quote), warnings: quote() } : object,
    );
    return {
      'the failed rows of a preview': (request, quote, usual) =>
        request.path.endsWith('/preview') ? inPlace(request, quote, usual) : usual(),
      'the failed rows of an import': (request, quote, usual) =>
        request.path.endsWith('/preview') ? usual() : inPlace(request, quote, usual),
    };
  },
};

/** Responses that end a sync. Tidepool's rejects a data set for the device of its records. */
export const ENDINGS: Readonly<Record<string, Readonly<Record<string, ResponseBehaviour>>>> = {
  'destination-tidepool-data': {
    'a rejected data set': (request, quote, usual) =>
      request.method === 'POST' && request.path.endsWith('/data_sets')
        ? jsonResponse(400, {
            code: quote(),
            title: quote(),
            detail: quote(),
            source: { pointer: `/${MARKER}` },
          })
        : usual(),
  },
  'destination-mediarithmics': {
    'an error with a success status': toContent((_, quote) =>
      jsonResponse(200, { status: 'error', error: `Quota exceeded by ${quote()}`, error_id: quote() }),
    ),
    'a failed execution': changing((object, quote) => ({
      ...object,
      ...('num_tasks' in object && {
        status: 'FAILED',
        error: { message: `Failed at ${quote()}`, error_id: quote() },
      }),
    })),
  },
  'destination-watershed': {
    'a rejected file': toContent((_, quote) =>
      jsonResponse(400, { message: `Template failed at ${quote()}`, [quote()]: quote() }),
    ),
  },
};
