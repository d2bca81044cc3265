import { expect, it } from 'vitest';
import { testContext } from '../../testing/test-context.ts';
import { anOperation, plansFor } from '../testing/fixtures.ts';

it('several columns with a value for one field cause one warning, which names the field and no value', () => {
  const { context, log } = testContext();
  const field_mappings = ['first', 'second'].map((source_field) => ({
    source_field,
    destination_field: 'name',
  }));
  const { deliverable } = plansFor(anOperation({}), ['users'], { config: { field_mappings }, context });
  const prepare = (data: object): unknown => deliverable[0]!.prepare(JSON.stringify(data), data);
  prepare({ id: 1, first: 'Ada' });
  prepare({ id: 2, second: 'Bob' });
  expect(log.lines).toEqual([]);
  prepare({ id: 3, first: 'Ada', second: 'Bob' });
  prepare({ id: 4, first: 'Ada', name: 'Cleo' });
  expect(log.lines).toEqual([
    'Stream "users": several columns of a record have a value for the field "name". Only the value of the last one in Field Mappings ' +
      '(field_mappings) is sent. Keep one mapping to the field, and map a column of the same name to another field.',
  ]);
});
