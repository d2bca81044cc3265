import { describe, expect, it } from 'vitest';
import { familyOf, fileName, labelIn, labelOf, type Owner } from './names.ts';

const owner: Owner = {
  prefix: 'airbyte',
  organization: '5664',
  template: 'Course Completions',
  stream: { name: 'Kurs Abschlüsse / 2030', key: 'k' },
};

describe('labelOf() identifies rows', () => {
  const label = (syncId?: number, generationId?: number) => labelOf({ syncId, generationId }, 1_700);

  it.each([
    ['by their generation', label(812, 3), 'g', 3],
    ['by their sync if there is no generation', label(812), 's', 812],
    ['by the start of the run if there is no sync id', label(), 't', 1_700],
  ])('%s', (_, found, kind, number) => {
    expect(found).toEqual({ kind, number });
  });
});

describe('a file name', () => {
  const label = { kind: 'g', number: 7 } as const;

  it('contains the stream, the generation and the number in ASCII characters', () => {
    expect(fileName(owner, label, 3)).toMatch(
      /^airbyte-kurs-abschlu-sse-2030-[0-9a-f]{12}-g7-0003-[0-9a-f]{8}\.csv$/,
    );
    const odd = { ...owner, stream: { name: '漢字"\r\n', key: 'x' } };
    expect(fileName(odd, label, 12_345)).toMatch(/^airbyte-stream-[0-9a-f]{12}-g7-12345-[0-9a-f]{8}\.csv$/);
  });

  it('is unique for each call', () => {
    expect(fileName(owner, label, 1)).not.toBe(fileName(owner, label, 1));
  });

  it('gives the label to its owner only', () => {
    const name = fileName(owner, label, 1);
    expect(labelIn(name, owner)).toEqual(label);
    const others: Owner[] = [
      { ...owner, prefix: 'air' },
      { ...owner, organization: '1' },
      { ...owner, template: 'Other' },
      { ...owner, stream: { ...owner.stream, key: 'other\u0000k' } },
    ];
    for (const other of others) expect(labelIn(name, other)).toBeUndefined();
  });

  it.each([
    '',
    'my own.csv',
    'g7-0001-00000000',
    'g7-0001-00000000.csv.bak',
    'x7-0001-00000000.csv',
    'g7-1-00000000.csv',
    'manual.csv',
  ])('that does not have the form of the connector has no label, even with the prefix: %j', (rest) => {
    expect(labelIn(`${familyOf(owner)}${rest}`, owner)).toBeUndefined();
  });
});
