import { expect, it } from 'vitest';
import { readMultipart } from '../../integration_tests/emulators/watershed/multipart.ts';
import { csvFile, formOf } from './file.ts';

const file = csvFile(['a', 'b,c'], { body: () => [Buffer.from('1,é\r\n'), Buffer.from('2,x\r\n')] });
const read = ({ contentType, body }: ReturnType<typeof formOf>) =>
  readMultipart(contentType, Buffer.concat(body));

it('has a header, and its size is exact in bytes', () => {
  expect(Buffer.concat(file.parts).toString()).toBe('a,"b,c"\r\n1,é\r\n2,x\r\n');
  expect(file.bytes).toBe(20);
});

it('travels as one part, byte by byte', () => {
  expect(read(formOf(file, 'n.csv'))).toEqual([
    { name: 'file', filename: 'n.csv', contentType: 'text/csv', content: Buffer.concat(file.parts) },
  ]);
});

it('travels to a preview with a second part that tells its size', () => {
  expect(read(formOf(file, 'n.csv', { size: true }))).toMatchObject([
    { name: 'file' },
    { name: 'filesize', content: Buffer.from('20') },
  ]);
});

it('is never copied', () => {
  expect(formOf(file, 'n.csv').body.slice(1, -1)).toEqual(file.parts);
  expect(formOf(file, 'n.csv').body[1]).toBe(file.parts[0]);
});

it('never holds the boundary of its form', () => {
  const boundaries = ['2,x', '1,', 'fine', 'never asked for'];
  expect(formOf(file, 'n.csv', { random: () => boundaries.shift()! }).contentType).toBe(
    'multipart/form-data; boundary=fine',
  );
});

it('has another boundary each time', () => {
  expect(formOf(file, 'n.csv').contentType).not.toBe(formOf(file, 'n.csv').contentType);
  expect(formOf(file, 'n.csv').contentType).toMatch(/boundary=[0-9a-f]{32}$/);
});
