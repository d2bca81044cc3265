import type { Random } from '../../../src/random.ts';
import { START } from '../messages.ts';
import { pick } from '../random.ts';
import type { Subject } from '../subject.ts';
import { csvLine } from './csv-line.ts';

const ORGANIZATION = '1234';
const TEMPLATE = 'benchmark';
const ROWS_PER_FILE = 10_000;
const VERB = 'http://adlnet.gov/expapi/verbs/';
const VERBS = ['attempted', 'completed', 'passed', 'failed'];
const COURSES = ['Fire safety', 'Data protection', 'First aid at work', 'Leading remote teams'];

const UPLOADS = `/api/organizations/${ORGANIZATION}/csv-import`;
const ACCEPTED = { status: 200, body: '{"id":"1"}', carries: true };
const NOT_FOUND = { status: 404, carries: false };

// Of the same length as the connector's names and boundaries, so that the same rows have the same bytes.
const FILE_NAME = 'airbyte-statements-0123456789ab-g0-0001-01234567.csv';
const BOUNDARY = '0123456789abcdef0123456789abcdef';
const HEADER = 'email,name,verb,course,course_name,time,score,duration,details\r\n';
const HEAD =
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${FILE_NAME}"\r\n` +
  'Content-Type: text/csv\r\n\r\n';
const TAIL = `\r\n--${BOUNDARY}--\r\n`;

const formOf = (file: string): string => HEAD + file + TAIL;
const EMPTY_FORM = Buffer.byteLength(formOf(HEADER));

/** Rows for a template, 10,000 per file in a form. Without previews and without waiting for imports. */
export const watershed: Subject = {
  name: 'destination-watershed',
  stream: 'statements',
  datasets: {
    plain: { title: 'texts that are cells already', records: plainRow },
    mapped: { title: 'numbers, nulls, nested values, quotes and line breaks', records: mappedRow },
  },
  basePath: '',
  config: {
    organization_id: ORGANIZATION,
    api_key: 'benchmark',
    api_secret: 'benchmark',
    default_template: TEMPLATE,
    preview: 'never',
    wait_for_import: false,
  },
  least: {
    headers: {
      authorization: `Basic ${btoa('benchmark:benchmark')}`,
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    },
    start(send) {
      let file = HEADER;
      let rows = 0;
      const post = (): void => {
        const path = `${UPLOADS}?template=${TEMPLATE}&fileSize=${Buffer.byteLength(file)}`;
        send({ method: 'POST', path, body: formOf(file) });
        file = HEADER;
        rows = 0;
      };
      return {
        record(data) {
          file += `${csvLine(data)}\r\n`;
          if (++rows === ROWS_PER_FILE) post();
        },
        end() {
          if (rows > 0) post();
        },
      };
    },
  },
  sink: {
    respond: (method, path) => (method === 'POST' && path.startsWith(`${UPLOADS}?`) ? ACCEPTED : NOT_FOUND),
    // CSV rows contain no names, but each of these contains one verb.
    marker: VERB,
    payload: ({ bytes, requests }) => bytes - requests * EMPTY_FORM,
  },
  cpuGoals: { sockets: 1.4 },
  records: 500_000,
  connections: 4,
  memory: { records: 100_000, copies: 10 },
};

function plainRow(index: number, random: Random): object {
  return {
    ...who(random),
    ...what(random),
    time: new Date(START + index * 137).toISOString(),
    score: String(Math.floor(random() * 100)),
    duration: `PT${1 + Math.floor(random() * 90)}M`,
    details: 'imported',
  };
}

/** A row of a table: with values that are not texts, that need quotes, or that contain line breaks. */
function mappedRow(index: number, random: Random): object {
  return {
    ...who(random),
    ...what(random),
    time: new Date(START + index * 137).toISOString(),
    score: random() < 0.2 ? null : Math.floor(random() * 1000) / 10,
    duration: Math.floor(random() * 5_400),
    details: { device: random() < 0.5 ? 'web' : 'phone', note: 'all "right",\nor so', retries: index % 3 },
  };
}

const who = (random: Random): object => {
  const number = String(Math.floor(random() * 1e5)).padStart(5, '0');
  return { email: `learner-${number}@example.org`, name: `Learner ${number}` };
};

const what = (random: Random): object => {
  const course = Math.floor(random() * COURSES.length);
  return {
    verb: VERB + pick(VERBS, random),
    course: `https://example.org/courses/${course}`,
    course_name: COURSES[course],
  };
};
