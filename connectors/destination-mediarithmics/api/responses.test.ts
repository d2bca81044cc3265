import { describe, expect, it } from 'vitest';
import { datamart, documentImport, envelopeOf, execution } from './responses.ts';

const job = { id: 1, status: 'SUCCEEDED' };

describe('an execution', () => {
  it('may have its numbers in digits as a text', () => {
    const counts = { total_success: '3', total_failure: '0' };
    const numbers = { end_date: '1605262037783', num_tasks: '1', completed_tasks: '1', creation_date: '5' };
    expect(
      execution.parse({ ...job, ...numbers, parameters: { number_of_lines: '3' }, result: counts }),
    ).toEqual({
      ...job,
      ...{ end_date: 1_605_262_037_783, num_tasks: 1, completed_tasks: 1, creation_date: 5 },
      parameters: { number_of_lines: 3 },
      result: { total_success: 3, total_failure: 0 },
    });
  });

  it.each([
    { end_date: '2020-11-13T10:07:17Z' },
    { num_tasks: {} },
    { completed_tasks: 'one' },
    { parameters: [] },
    { parameters: { input_file_name: 7, file_uri: {}, number_of_lines: 'three' } },
    { result: { total_success: 3, error_file_uri: 7 } },
  ])('is readable with a value of another type that the connector can do without: %j', (more) => {
    expect(execution.parse({ ...job, ...more }).id).toBe(1);
  });

  it.each(['', 'three', '-1', {}])(
    'is not readable with %j as a count of lines, so that failed lines are not taken for delivered',
    (count) => {
      for (const name of ['total_success', 'total_failure'])
        expect(execution.safeParse({ ...job, result: { [name]: count } }).success).toBe(false);
    },
  );
});

it('a page of a list, an import and a data mart are readable with values of other types', () => {
  const page = envelopeOf(documentImport.array());
  const data = [{ id: '1', document_type: 'USER_PROFILE', mime_type: 'TEXT_CSV', name: 5 }];
  expect(page.parse({ status: 'ok', data, total: '1' })).toMatchObject({ total: 1, data: [{ id: '1' }] });
  expect(page.parse({ status: 'ok', data, total: 'one' })).toMatchObject({ data: [{ id: '1' }] });
  expect(datamart.parse({ type: 5, archived: 'true' })).toEqual({ type: undefined, archived: true });
  expect(datamart.parse({ archived: 'perhaps' })).toEqual({ archived: undefined });
});
