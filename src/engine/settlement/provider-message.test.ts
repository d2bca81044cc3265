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
  'sex',
  'state',
]);
const loggableMessage = (message: string | undefined, contents: readonly string[]) =>
  loggable(message, contents, { names: DECLARED, values: new Set(['USER_MESSAGE']) });

describe('a provider message', () => {
  it('is loggable if it repeats no value of the record; names of columns are not content', () => {
    for (const message of [
      'Missing required field: timestamp',
      'name must not be blank',
      'address.town is unknown',
    ])
      expect(loggableMessage(message, [record])).toBe(message);
    expect(loggableMessage('  too long \n', [record])).toBe('too long');
  });

  it('is loggable if it shares words with the default of a setting, which the connector filled in', () => {
    const message = 'user_id: the message has no user';
    expect(loggableMessage(message, ['{"event":"USER_MESSAGE"}'])).toBe(message);
    for (const other of ['USER_MESSAGES', 'user_message'])
      expect(loggableMessage(message, [JSON.stringify({ event: other })])).toBeUndefined();
  });

  it('is not loggable if it repeats a value, whole or in part, in any case, at any depth', () => {
    const quoting = [
      'unknown user Ada',
      'bad name: "ada lovelace"',
      'LOVELACE',
      'love?',
      'no town marylebone',
      'square!',
    ];
    for (const message of [...quoting, 'lines: 12 is wrong', 'age 36 is too high', 'flag true']) {
      expect([message, loggableMessage(message, [record])]).toEqual([message, undefined]);
    }
  });

  it('is not loggable if it repeats any word of three letters or any number of a value', () => {
    const value = fc.oneof(fc.stringMatching(/^[\p{L}]{3,8}$/u), fc.nat().map(String));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), fc.nat(), (values, at) => {
        const quoted = values[at % values.length]!;
        const text = JSON.stringify({ name: values.join(' ') });
        expect(loggableMessage(`rejected: <${quoted}>`, [text])).toBeUndefined();
      }),
    );
  });

  it('is not loggable in any script, spelling or size of number', () => {
    const hidden: readonly [message: string, record: string][] = [
      ['id 9007199254740993 unknown', '{"id":9007199254740993}'],
      ['no such person: 王明', '{"name":"王明"}'],
      ['no such person: राम', '{"name":"राम"}'],
      ['no such person: Jose\u0301', '{"name":"José"}'],
      ['no such key: id12345', '{"id":12345}'],
    ];
    for (const [message, text] of hidden)
      expect([message, loggableMessage(message, [text])]).toEqual([message, undefined]);
  });

  it('is not loggable if it repeats a number in the text of the record or in another one', () => {
    for (const message of ['limit exceeded: 1500', 'limit exceeded: 1.50e3'])
      expect(loggableMessage(message, ['{"amount":1.50e3}'])).toBeUndefined();
  });

  it('is cut at 300 characters, and undefined if blank', () => {
    expect(loggableMessage('x '.repeat(500), ['{}'])).toHaveLength(300);
    for (const message of [undefined, '', ' \n']) expect(loggableMessage(message, [record])).toBeUndefined();
  });

  it('is compared with a text that is not JSON unchanged', () => {
    const row = 'Ada Lovelace,1815-12-10,"12 St James Square"';
    for (const message of ['unknown actor Ada', 'bad date 1815', 'row 12'])
      expect([message, loggableMessage(message, [row])]).toEqual([message, undefined]);
    expect(loggableMessage('The timestamp of row 3 has no zone', [row])).toBe(
      'The timestamp of row 3 has no zone',
    );
  });

  it('is not loggable if it repeats a short value, one without accents, one encoded for a URL, or the name of an entry', () => {
    const hidden: readonly [message: string, content: string][] = [
      ['sex f is unknown', '{"sex":"f"}'],
      ['no state NY', '{"state":"NY"}'],
      ['no user Jose', '{"name":"José"}'],
      ['no user Mei', '{"name":"Mëi"}'],
      ['%4E%59 is no state', '{"state":"NY"}'],
      ['sex f is unknown', '{"sex":" f "}'],
      ['age 12 is wrong', 'n=%31%32+years'],
      ['no user José', '{"name":"Jose"}'],
      ['no user Zoë', 'name=Zo%C3%AB&n=100%'],
      ['no user Zoe Meier', 'name=Zo%C3%AB+Meier'],
      ['payload.Ada Lovelace is unknown', '{"payload":{"Ada Lovelace":null}}'],
    ];
    for (const [message, content] of hidden)
      expect([message, loggableMessage(message, [content])]).toEqual([message, undefined]);
  });

  it('is not loggable if it repeats a name that neither the schema nor a mapping declares, at any depth', () => {
    const hidden: readonly [message: string, content: string][] = [
      ['/payload/ada is unknown', '{"payload":{"ada":1}}'],
      ['payload.ADA is unknown', '{"payload":{"ada":null}}'],
      ['$.lines[0].ada_lovelace is wrong', '{"lines":[{"ada_lovelace":{}}]}'],
      ['no column ada', '{"ada":true}'],
    ];
    for (const [message, content] of hidden)
      expect([message, loggableMessage(message, [content])]).toEqual([message, undefined]);
    const declared = '/payload/town must not be null';
    expect(loggableMessage(declared, ['{"payload":{"town":null}}'])).toBe(declared);
  });

  it('is not loggable if it repeats a value that either encodes, for a URL or as JSON within a text', () => {
    const hidden: readonly [message: string, content: string][] = [
      ['no user Zo%C3%AB', '{"name":"Zoë"}'],
      ['no user Zo\\u00eb', '{"name":"Zoë"}'],
      ['no user Zoë', '{"name":"Zo%c3%ab"}'],
      ['no user 王明', String.raw`{"name":"{\"is\":\"\\u738b\\u660e\"}"}`],
    ];
    for (const [message, content] of hidden)
      expect([message, loggableMessage(message, [content])]).toEqual([message, undefined]);
  });

  it('is loggable if a short number in it is only a part of a number of the record', () => {
    const message = 'row 5 was here: too long';
    expect(loggableMessage(message, ['{"age":1512}'])).toBe(message);
  });

  it('is not loggable if no text of the row is known', () => {
    expect(loggableMessage('the name is too long', [])).toBeUndefined();
  });
});
