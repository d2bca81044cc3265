import { expect, it } from 'vitest';
import { z } from 'zod';
import { testContext } from '../../testing/test-context.ts';
import { anOperation, plansFor } from '../testing/fixtures.ts';

const schema = z.object({ id: z.string(), first: z.string(), last: z.string() });
const matchingKeys = [['id'], ['first', 'last']];

function warned(stream: object, rest: object = { matchingKeys }) {
  const { context, log } = testContext();
  const operation = anOperation({ schema, syncModes: ['append', 'append_dedup'], ...rest });
  const form = { destination_object_name: 'thing', destination_sync_mode: 'append_dedup' };
  plansFor(operation, [{ name: 's', ...form, ...stream }], { context });
  return log.lines;
}

it('a key of the form that the object does not have causes a warning with the keys that it has', () => {
  expect(warned({ primary_key: [['email']] })).toEqual([
    'The stream "s" has the key "email", but the provider finds an object "thing" by "id" or "first" and "last". Records that ' +
      "differ in the stream's key may change the same object. Choose one of these as the matching key in the connection.",
  ]);
  for (const primary_key of [[['first']], [['id'], ['last']], [['id', 'x']]])
    expect(warned({ primary_key })).toHaveLength(1);
});

it('a matching key in any order, the key of a source and a mode without keys cause no warning', () => {
  expect(warned({ primary_key: [['id']] })).toEqual([]);
  expect(warned({ primary_key: [['last'], ['first']] })).toEqual([]);
  expect(warned({ primary_key: [['email']], destination_object_name: undefined })).toEqual([]);
  expect(warned({ primary_key: [['email']], destination_sync_mode: 'append' })).toEqual([]);
  expect(warned({ primary_key: [['email']] }, {})).toEqual([]);
});
