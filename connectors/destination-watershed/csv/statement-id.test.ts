import { expect, it } from 'vitest';
import { ownStatementId } from './statement-id.ts';

const own = (value: unknown): string | undefined => ownStatementId({ ID: value }, 'ID');

it.each([
  '17f82e99-aa2c-5dcf-84e6-95637575b635',
  '17F82E99-AA2C-4DCF-B4E6-95637575B635',
  '0190163d-8694-739b-aea5-966c26f8ad91',
])('ownStatementId() accepts uuids of any version, in upper and lower case: %s', (id) => {
  expect([own(id), own(` ${id}\n`)]).toEqual([id, id]);
});

it.each([
  ['nothing', undefined],
  ['null', null],
  ['a blank text', '  '],
  ['a number', 17],
  ['another key', 'A-17'],
  ['a uuid within a text', 'id 17f82e99-aa2c-5dcf-84e6-95637575b635'],
  ['a uuid without hyphens', '17f82e99aa2c5dcf84e695637575b635'],
  ['the nil uuid, which all rows would share', '00000000-0000-0000-0000-000000000000'],
  ['the max uuid', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ['a uuid of another variant', '17f82e99-aa2c-5dcf-c4e6-95637575b635'],
])('ownStatementId() does not accept %s', (_, value) => {
  expect(own(value)).toBeUndefined();
});

it('ownStatementId() ignores inherited members of the record', () => {
  expect(ownStatementId(Object.create({ ID: '17f82e99-aa2c-5dcf-84e6-95637575b635' }), 'ID')).toBeUndefined();
});
