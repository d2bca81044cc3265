import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityParts } from '../../connectors/destination-tidepool-data/records/index.ts';
import { common } from '../../connectors/destination-tidepool-data/records/testing/sample-parts.ts';
import { samples } from '../../connectors/destination-tidepool-data/records/testing/samples.ts';
import { identityOf, validateData } from '../../connectors/tidepool-org/emulator/validation.ts';
import { depth } from '../../src/testing/depth.ts';
import {
  type Change,
  changed,
  disagreements,
  isComparable,
  NOTHING,
  type Path,
  pathsOf,
  rejectedByConnector,
  rejectedByEmulator,
} from './disagreements.ts';

/**
 * The schemas of the connector and the validation of the emulator were written independently. They accept the
 * same records, and reject others for a common reason.
 */

type Fields = Readonly<Record<string, unknown>>;

const ANY_DATUM = { type: '', time: '', deviceId: '', ...common };
const kinds: Readonly<Record<string, object>> = { ...samples, 'any datum': { ...samples.cbg, ...common } };

const LENGTHS = [100, 101, 1000, 1001].flatMap((length) => ['a'.repeat(length), '🏃'.repeat(length)]);
const TEXTS = [
  ...['', 'x', 'mg/dL', 'mmol/L', 'grams', 'percent', 'hours', 'minutes', 'meters', 'Units', 'Units/hour'],
  ...['other', 'normal', 'automated', 'scheduled', 'suspended', 'temporary', 'delivering', 'preset', 'url'],
  ...['Europe/Kyiv', 'europe/london', 'Etc/GMT+5', 'http://a', 'mailto:a@b', 'ABCDE', 'sunday'],
  ...['2020-02-30T00:00:00Z', '2020-02-29T00:00:00Z', '2020-01-01T00:00:00.5'],
  ...['0001-01-01T00:00:00Z', '0000-12-31T23:00:00-01:00', '0001-01-01T00:00:00', 'Sunday', 'US/eastern'],
  ...['http://[::1]/', 'http://[::g]/', 'Factory', '2024-05-14T08:17:08.999999999Z', '0'.repeat(32)],
];
const NUMBERS = [
  ...[
    0, 1, -1, 0.1, 0.05, 1.5, 2, 3, -2, 10, 10.1, 50, 55, 55.1, 58, 59, 90, 90.1, 100, 100.1, 150, 151, 250,
    251, 5.5, 5.6, 168, 169, 0.5,
  ],
  ...[400, 401, 1000, 1000.1, -100, -101, -250, -251, -1000, -1001, 10_000, 10_001, 86_400, 86_401, 100_001],
  ...[900_000, 1_200_000, 86_400_000, 86_400_001, 604_800_000, 604_800_001, -10_080, -10_081, 172_800_001],
  ...[0.7, 2 ** 53 + 2, -(2 ** 60)],
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
const VALUES: readonly unknown[] = [NOTHING, true, ...TEXTS, ...LENGTHS, ...NUMBERS, ...OBJECTS];

/** Two fields of one object, because rules depend on neighbouring fields. Fields of every datum are changed for one type only. */
function neighbours(kind: string, record: object): readonly (readonly [Path, Path])[] {
  const own = (path: Path) => kind === 'any datum' || path.length > 1 || !Object.hasOwn(ANY_DATUM, path[0]!);
  const paths = pathsOf(record).filter(own);
  const ownerOf = (path: Path) => path.slice(0, -1).join('/');
  return paths.flatMap((one, index) =>
    paths
      .slice(index + 1)
      .filter((other) => other.length === one.length && ownerOf(other) === ownerOf(one))
      .map((other): readonly [Path, Path] => [one, other]),
  );
}

/** A few typical values: absent, the limits of the valid range, an invalid one, and one of another type. */
function extremes(record: object, path: Path): readonly Change[] {
  const changes = VALUES.map((value): Change => ({ path, value })).filter(isComparable);
  const right = changes.filter((change) => rejectedByEmulator(changed(record, change)) === undefined);
  const wrong = changes.filter((change) => !right.includes(change));
  const present = right.filter(({ value }) => value !== NOTHING);
  const numbers = present.filter(({ value }) => typeof value === 'number').sort(byValue);
  const ends = numbers.length > 0 ? [numbers[0], numbers.at(-1)] : [present[0], present.at(-1)];
  const sample = path.reduce<unknown>((each, name) => (each as Record<string, unknown>)[name], record);
  const ofType = (same: boolean) =>
    wrong.find(({ value }) => value !== NOTHING && (typeof value === typeof sample) === same);
  const all = [{ path, value: NOTHING }, ...ends, ofType(true), ofType(false)];
  return [...new Set(all)].filter((change): change is Change => change !== undefined && isComparable(change));
}
const byValue = (one: Change, other: Change) => Number(one.value) - Number(other.value);

/** Tries every twentieth pair of changes, and each second change of one field; all of them in the nightly tier. */
const PAIRS = depth(20, 1);
const SINGLES = depth(2, 1);

function* pairsOf(kind: string, record: object): Generator<readonly Change[]> {
  let count = 0;
  const values = new Map<Path, readonly Change[]>();
  const valuesOf = (path: Path) => {
    if (!values.has(path)) values.set(path, extremes(record, path));
    return values.get(path)!;
  };
  for (const [one, other] of neighbours(kind, record))
    for (const first of valuesOf(one))
      for (const second of valuesOf(other)) if (count++ % PAIRS === 0) yield [second, first];
}

describe('the schemas of the connector and the validation of the emulator', () => {
  it.each(Object.entries(kinds))('both accept a %s', (_, record) => {
    expect(disagreements(record, [[]])).toEqual([]);
    expect(rejectedByConnector(record as Fields)).toBeUndefined();
  });

  it.each(Object.entries(kinds))(
    'agree on a %s with any one of its fields changed or removed',
    (_, record) => {
      const all = pathsOf(record).flatMap((path) => VALUES.map((value): Change => ({ path, value })));
      const tried = all.filter(isComparable).filter((_, at) => at % SINGLES === 0);
      expect(
        disagreements(
          record,
          tried.map((change) => [change]),
        ),
      ).toEqual([]);
    },
  );

  it.each(Object.entries(kinds))(
    'agree on a %s with two fields of one of its objects changed',
    (kind, record) => {
      expect(disagreements(record, pairsOf(kind, record))).toEqual([]);
    },
  );

  it('agree on which data are the same', () => {
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
        if (!validated.ok) throw new Error('the emulator rejects it');
        const theirs = identityOf(validated.data[0]!, 'user', 'deviceId').slice(4);
        expect(identityParts(row).map((part) => Number(part) || part)).toEqual(
          theirs.map((part) => Number(part) || part),
        );
      }),
    );
  });
});
