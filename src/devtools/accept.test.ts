import { expect, it } from 'vitest';
import { emulatorsOf } from './accept.ts';

it('the name of a connector selects all of its subjects, and that of a subject this one', () => {
  const named = (name: string) => ({ name }) as never;
  const [first, second, other] = [named('destination-a'), named('destination-a, imports'), named('b')];
  const emulators = emulatorsOf({ 'destination-a': [first, second], 'destination-b': other });
  const selected = Object.entries(emulators).map(([name, subjects]) => [name, subjects()]);
  expect(Object.fromEntries(selected)).toEqual({
    ...{ 'destination-a': [first, second], 'destination-a, imports': second },
    ...{ b: other, 'destination-b': other },
  });
});
