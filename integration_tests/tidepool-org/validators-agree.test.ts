import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf, identityParts } from '../../connectors/destination-tidepool-data/records/index.ts';
import { common, samples } from '../../connectors/destination-tidepool-data/records/test-samples.ts';
import { identityOf, validateData } from '../emulators/tidepool-org/validation.ts';

/**
 * The schemas of the connector and the validation of the emulator were written apart from each other. What one of
 * them takes the other one takes, and what is refused is refused for a reason that the other one has as well.
 */

type Path = readonly (string | number)[];

const kinds: Readonly<Record<string, object>> = { ...samples, 'any datum': { ...samples.cbg, ...common } };

const LENGTHS = [100, 101, 1000, 1001].flatMap((length) => ['a'.repeat(length), '🏃'.repeat(length)]);
const TEXTS = [
  ...['', 'x', 'mg/dL', 'mmol/L', 'grams', 'percent', 'hours', 'minutes', 'meters', 'Units', 'Units/hour'],
  ...['other', 'normal', 'automated', 'scheduled', 'suspended', 'temporary', 'delivering', 'preset', 'url'],
  ...['Europe/Kyiv', 'europe/london', 'Etc/GMT+5', 'http://a', 'mailto:a@b', 'ABCDE', 'sunday'],
  ...['2020-02-30T00:00:00Z', '2020-02-29T00:00:00Z', '2020-01-01T0:00:00Z', '2020-01-01T00:00:00.5'],
  '0123456789abcdef0123456789abcdef',
];
const NUMBERS = [
  ...[
    0, 1, -1, 0.1, 0.05, 1.5, 2, 3, -2, 10, 10.1, 50, 55, 55.1, 58, 59, 90, 90.1, 100, 100.1, 150, 151, 250,
    251,
  ],
  ...[400, 401, 1000, 1000.1, -100, -101, -250, -251, -1000, -1001, 10_000, 10_001, 86_400, 86_401, 100_001],
  ...[900_000, 1_200_000, 86_400_000, 86_400_001, 604_800_000, 604_800_001, -10_080, -10_081, 172_800_001],
];
const OBJECTS = [
  ...[[], {}, ['a'], ['a', 'a'], [{}], { a: 1 }, { a: 'x'.repeat(4088) }, { a: 'x'.repeat(4089) }],
  ...[{ target: 100 }, { low: 80 }, { low: 80, high: 70 }, { target: 100, range: 101 }, { name: 'x' }],
  ...[
    [{ start: 0 }],
    [
      { start: 0, rate: 1 },
      { start: 0, rate: 1 },
    ],
    { A: [] },
    { units: 'hours', value: 1 },
  ],
];
/** Stands for taking a field away: the platform has no undefined. */
const NOTHING = null;
const VALUES: readonly unknown[] = [NOTHING, true, ...TEXTS, ...LENGTHS, ...NUMBERS, ...OBJECTS];

function pathsOf(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const names = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return names.flatMap((name) => {
    const path = [...at, name];
    return [path, ...pathsOf((value as Record<string | number, unknown>)[name], path)];
  });
}

function changed(record: object, path: Path, value: unknown): Record<string, unknown> {
  const copy = structuredClone(record) as Record<string, unknown>;
  const last = path.at(-1)!;
  const owner = path.slice(0, -1).reduce((each, name) => each[name] as Record<string, unknown>, copy);
  if (value !== NOTHING) owner[last] = value;
  else if (Array.isArray(owner)) owner.splice(Number(last), 1);
  else delete owner[last];
  return copy;
}

const pointer = (path: readonly PropertyKey[]) =>
  path.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Where the connector refuses a record, if it does. */
function refusedByConnector(record: Record<string, unknown>): string | undefined {
  const fields = fieldsOf(record);
  if (typeof fields === 'string') return `/${fields.split(' ')[0]}`;
  const issue = fields.safeParse(record).error?.issues[0];
  return issue && pointer(issue.path);
}

/** Where the emulator refuses it. */
function refusedByEmulator(record: Record<string, unknown>): readonly string[] | undefined {
  const validated = validateData([record], { uploadId: 'u' }, () => '0'.repeat(32));
  return validated.ok ? undefined : validated.errors.map(({ source }) => source.pointer.replace(/^\/0/, ''));
}

/** The connector gives every datum a device, and demands it. */
function isComparable(path: Path, value: unknown): boolean {
  return path.at(-1) !== 'deviceId' || (value !== NOTHING && value !== '');
}

function expectAgreement(record: Record<string, unknown>): void {
  const ours = refusedByConnector(record);
  const theirs = refusedByEmulator(record);
  if (ours === undefined || theirs === undefined) expect(ours).toEqual(theirs);
  else expect(theirs).toContain(ours);
}

describe('the schemas of the connector and the validation of the emulator', () => {
  it.each(Object.entries(kinds))('both take a %s', (_, record) => {
    expect(refusedByConnector(record as Record<string, unknown>)).toBeUndefined();
    expect(refusedByEmulator(record as Record<string, unknown>)).toBeUndefined();
  });

  it.each(Object.entries(kinds))('agree on a %s without any one of its fields', (_, record) => {
    for (const path of pathsOf(record))
      if (isComparable(path, NOTHING)) expectAgreement(changed(record, path, NOTHING));
  });

  it.each(Object.entries(kinds))('agree on a %s with any one of its fields changed', (_, record) => {
    for (const path of pathsOf(record))
      for (const value of VALUES)
        if (isComparable(path, value)) expectAgreement(changed(record, path, value));
  });

  it('agree on what makes two data the same', () => {
    const glucose = fc.record({
      type: fc.constantFrom('cbg', 'smbg'),
      time: fc.constant('2024-05-14T08:17:09Z'),
      deviceId: fc.constant('Dev-1'),
      units: fc.constantFrom('mg/dL', 'mg/dl', 'mmol/L', 'mmol/l'),
      value: fc.double({ min: 0, max: 55, noNaN: true }),
    });
    const any = fc.oneof(glucose, fc.constantFrom(...Object.values(kinds)));
    fc.assert(
      fc.property(any, (record) => {
        const row = record as Record<string, unknown>;
        const validated = validateData([row], { uploadId: 'u' }, () => '0'.repeat(32));
        if (!validated.ok) throw new Error('the emulator refuses it');
        const theirs = identityOf(validated.data[0]!, 'user', 'deviceId').slice(4);
        expect(identityParts(row).map((part) => Number(part) || part)).toEqual(
          theirs.map((part) => Number(part) || part),
        );
      }),
    );
  });
});
