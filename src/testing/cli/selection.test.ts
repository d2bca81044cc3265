import { expect, test } from 'vitest';
import type { Case } from '../acceptance/case.ts';
import { select } from './selection.ts';

const cases = ['state.order', 'state.global', 'check.401', 'check.403', 'check.hanging'].map(
  (id): Case => ({
    ...{ id, title: '', why: '', reference: '', slow: id === 'check.hanging' },
    run: async () => {},
  }),
);
const chosen = (options: Parameters<typeof select>[1]): string[] =>
  select(cases, options).chosen.map(({ id }) => id);

test.each([
  ['state', ['state.order', 'state.global']],
  ['check.4*', ['check.401', 'check.403']],
  ['*.o*,check.403', ['state.order', 'check.403']],
  ['stat', []],
])('--only %s', (only, ids) => {
  expect(chosen({ only })).toEqual(ids);
});

test('slow cases are skipped with a reason, unless --slow selects them', () => {
  expect(chosen({ only: 'check' })).not.toContain('check.hanging');
  expect(select(cases, { only: 'check' }).leftOut).toMatchObject([
    { id: 'check.hanging', status: 'skipped', reason: expect.stringContaining('--slow') },
  ]);
  expect(chosen({ slow: true })).toContain('check.hanging');
  expect(chosen({ only: 'check.hanging' })).toEqual(['check.hanging']);
});
