import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loggableMessage as loggable } from './provider-message.ts';

const record = JSON.stringify({
  name: 'Ada Lovelace',
  age: 36,
  address: { town: 'Marylebone', lines: ['12 St James Square'] },
  active: true,
  note: null,
});

/** What the schema of the operation declares. */
const DECLARED = new Set([
  'name',
  'age',
  'address',
  'town',
  'lines',
  'active',
  'note',
  'payload',
  'timestamp',
]);
const loggableMessage = (words: string | undefined, contents: readonly string[]) =>
  loggable(words, contents, DECLARED);

describe("the provider's words", () => {
  it('may be logged where they say nothing of the record; names of columns are no content', () => {
    for (const words of [
      'Missing required field: timestamp',
      'name must not be blank',
      'address.town is unknown',
    ])
      expect(loggableMessage(words, [record])).toBe(words);
    expect(loggableMessage('  too long \n', [record])).toBe('too long');
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
    for (const words of [...quoting, 'lines: 12 is wrong', 'age 36 is too high', 'flag true']) {
      expect([words, loggableMessage(words, [record])]).toEqual([words, undefined]);
    }
  });

  it('may not whatever the value: any word of three letters or any number of it is enough', () => {
    const value = fc.oneof(fc.stringMatching(/^[\p{L}]{3,8}$/u), fc.nat().map(String));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), fc.nat(), (values, at) => {
        const quoted = values[at % values.length]!;
        const text = JSON.stringify({ name: values.join(' ') });
        expect(loggableMessage(`refused: <${quoted}>`, [text])).toBeUndefined();
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
      expect([words, loggableMessage(words, [text])]).toEqual([words, undefined]);
  });

  it('are cut, and absent where there are none', () => {
    expect(loggableMessage('x '.repeat(500), ['{}'])).toHaveLength(300);
    for (const words of [undefined, '', ' \n']) expect(loggableMessage(words, [record])).toBeUndefined();
  });

  it('are compared with a text that is not JSON as it is', () => {
    const row = 'Ada Lovelace,1815-12-10,"12 St James Square"';
    for (const words of ['unknown actor Ada', 'bad date 1815', 'row 12'])
      expect([words, loggableMessage(words, [row])]).toEqual([words, undefined]);
    expect(loggableMessage('The timestamp of row 3 has no zone', [row])).toBe(
      'The timestamp of row 3 has no zone',
    );
  });

  it('may not repeat a short value, a value without its accents, one encoded for a URL, or the name of an entry', () => {
    const hidden: readonly [words: string, content: string][] = [
      ['sex f is unknown', '{"sex":"f"}'],
      ['no state NY', '{"state":"NY"}'],
      ['no user Jose', '{"name":"José"}'],
      ['no user José', '{"name":"Jose"}'],
      ['no user Zoë', 'name=Zo%C3%AB&n=100%'],
      ['no user Zoe Meier', 'name=Zo%C3%AB+Meier'],
      ['payload.Ada Lovelace is unknown', '{"payload":{"Ada Lovelace":null}}'],
    ];
    for (const [words, content] of hidden)
      expect([words, loggableMessage(words, [content])]).toEqual([words, undefined]);
  });

  it('may not repeat a name that neither the schema nor a mapping declares, on any level', () => {
    const hidden: readonly [words: string, content: string][] = [
      ['/payload/ada is unknown', '{"payload":{"ada":1}}'],
      ['payload.ADA is unknown', '{"payload":{"ada":null}}'],
      ['$.lines[0].ada_lovelace is wrong', '{"lines":[{"ada_lovelace":{}}]}'],
      ['no column ada', '{"ada":true}'],
    ];
    for (const [words, content] of hidden)
      expect([words, loggableMessage(words, [content])]).toEqual([words, undefined]);
    const declared = '/payload/town must not be null';
    expect(loggableMessage(declared, ['{"payload":{"town":null}}'])).toBe(declared);
  });

  it('may not repeat a value that one of the two encodes, for a URL or as JSON inside of a text', () => {
    const hidden: readonly [words: string, content: string][] = [
      ['no user Zo%C3%AB', '{"name":"Zoë"}'],
      ['no user Zo\\u00eb', '{"name":"Zoë"}'],
      ['no user Zoë', '{"name":"Zo%c3%ab"}'],
      ['no user 王明', String.raw`{"name":"{\"is\":\"\\u738b\\u660e\"}"}`],
    ];
    for (const [words, content] of hidden)
      expect([words, loggableMessage(words, [content])]).toEqual([words, undefined]);
  });

  it('are not shown where nothing of the row is known', () => {
    expect(loggableMessage('the name is too long', [])).toBeUndefined();
  });
});
