import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordsWithoutData } from './words.ts';

const record = JSON.stringify({
  name: 'Ada Lovelace',
  age: 36,
  address: { town: 'Marylebone', lines: ['12 St James Square'] },
  active: true,
  note: null,
});

describe("the provider's words", () => {
  it('may be logged where they say nothing of the record; names of columns are no content', () => {
    for (const words of [
      'Missing required field: timestamp',
      'name must not be blank',
      'address.town is unknown',
    ])
      expect(wordsWithoutData(words, record)).toBe(words);
    expect(wordsWithoutData('  too long \n', record)).toBe('too long');
  });

  it('may not where they repeat a value, whole or in part, in any case, at any depth', () => {
    const quoting = [
      'unknown user Ada',
      'bad name: "ada lovelace"',
      'LOVELACE',
      'love?',
      'no town marylebone',
      'square!',
    ];
    for (const words of [...quoting, 'lines: 12 is wrong', 'age 36 is too high', '6', 'flag true']) {
      expect([words, wordsWithoutData(words, record)]).toEqual([words, undefined]);
    }
  });

  it('may not whatever the value: any word of three letters or any number of it is enough', () => {
    const value = fc.oneof(fc.stringMatching(/^[\p{L}]{3,8}$/u), fc.nat().map(String));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), fc.nat(), (values, at) => {
        const quoted = values[at % values.length]!;
        const text = JSON.stringify({ a: values.join(' ') });
        expect(wordsWithoutData(`refused: <${quoted}>`, text)).toBeUndefined();
      }),
    );
  });

  it('may not in any script, spelling or size of number', () => {
    const hidden: readonly [words: string, record: string][] = [
      ['id 9007199254740993 unknown', '{"id":9007199254740993}'],
      ['no such person: 王明', '{"name":"王明"}'],
      ['no such person: राम', '{"name":"राम"}'],
      ['no such person: Jose\u0301', '{"name":"José"}'],
      ['no such key: id12345', '{"id":12345}'],
    ];
    for (const [words, text] of hidden)
      expect([words, wordsWithoutData(words, text)]).toEqual([words, undefined]);
  });

  it('are cut, and absent where there are none', () => {
    expect(wordsWithoutData('x '.repeat(500), '{}')).toHaveLength(300);
    for (const words of [undefined, '', ' \n']) expect(wordsWithoutData(words, record)).toBeUndefined();
  });

  it('are never shown for a record that can not be read', () => {
    expect(wordsWithoutData('anything', '{"broken":')).toBeUndefined();
  });
});
