import { expect, test } from 'vitest';
import { type Part, readMultipart } from './multipart.ts';

const TYPE = 'multipart/form-data; boundary=b1';
const read = (lines: readonly string[], type = TYPE) => readMultipart(type, Buffer.from(lines.join('\r\n')));
const file = ['Content-Disposition: form-data; name="file"; filename="a.csv"', 'Content-Type: text/csv', ''];

test('readMultipart() reads the parts of a form with their exact content', () => {
  const form = read([
    '--b1',
    ...file,
    'a,b\r\n1,2\r\n',
    '--b1',
    'Content-Disposition: form-data; name="filesize"',
    '',
    '10',
    '--b1--',
    '',
  ]);
  expect(form).toMatchObject([
    { name: 'file', filename: 'a.csv', contentType: 'text/csv' },
    { name: 'filesize', filename: undefined },
  ]);
  expect((form as Part[]).map(({ content }) => content.toString())).toEqual(['a,b\r\n1,2\r\n', '10']);
});

test.each([
  ['another content type', ['--b1--'], 'text/csv', 'Content-Type'],
  ['a type without a boundary', ['--b1--'], 'multipart/form-data', 'Content-Type'],
  ['a body with another beginning', ['x', '--b1', ...file, '', '--b1--'], TYPE, 'begin'],
  ['a body that does not end', ['--b1', ...file, 'a'], TYPE, 'closing boundary'],
  ['something after the end', ['--b1', ...file, 'a', '--b1--x'], TYPE, 'follows'],
  [
    'a boundary without CRLF',
    ['--b1\nContent-Disposition: form-data; name="file"', '', 'a', '--b1--'],
    TYPE,
    'CRLF',
  ],
  [
    'a header line that ends with LF',
    ['--b1', 'Content-Type: text/csv\nContent-Disposition: form-data; name="file"', '', 'a', '--b1--'],
    TYPE,
    'CRLF',
  ],
  [
    'headers without an end',
    ['--b1', 'Content-Disposition: form-data; name="file"', '--b1--'],
    TYPE,
    'empty line',
  ],
  [
    'a part without a name',
    ['--b1', 'Content-Type: text/csv', '', 'a', '--b1--'],
    TYPE,
    'Content-Disposition',
  ],
  ['the boundary inside of a content', ['--b1', ...file, 'x b1 y', '--b1--'], TYPE, 'occurs'],
])('readMultipart() rejects %s', (_, lines, type, problem) => {
  expect(read(lines, type)).toContain(problem);
});
