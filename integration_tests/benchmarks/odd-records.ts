import type { Random } from '../../src/random.ts';
import type { Records } from './dataset.ts';
import { pick } from './random.ts';

/** Records that are wider than usual, or have unusual values, made of the plain records of a connector. */
export interface OddRecords {
  readonly title: string;
  of(plain: Records): Records;
}

const LAYOUTS = 50;
const PARTS = ['"quoted"', 'back\\slash', 'line\nbreak', 'tab\t', '\u0001', 'é', '🙂', 'word'];

export const ODD_RECORDS: readonly OddRecords[] = [
  { title: 'as they are', of: (plain) => plain },
  withMembers('10 more columns', (_, random) => columns(10, random)),
  withMembers('100 more columns', (_, random) => columns(100, random)),
  withMembers('1,000 more columns', (_, random) => columns(1_000, random)),
  withMembers('nested values', (index, random) => ({ details: nested(index, random) })),
  withMembers(`${LAYOUTS} layouts`, layout),
  withMembers('values with escapes', (_, random) => ({
    note: Array.from({ length: 30 }, () => pick(PARTS, random)).join(' '),
  })),
];

function withMembers(title: string, members: (index: number, random: Random) => object): OddRecords {
  return {
    title,
    of: (plain) => (index, random) => ({ ...plain(index, random), ...members(index, random) }),
  };
}

/** Texts, numbers, truth values and nulls, as a wide table has them. */
function columns(count: number, random: Random): object {
  const kinds = [
    () => `value ${Math.floor(random() * 1e4)}`,
    () => Math.floor(random() * 1e5) / 100,
    () => random() < 0.5,
    () => null,
  ];
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `column_${String(at).padStart(4, '0')}`,
      kinds[at % kinds.length]!(),
    ]),
  );
}

function nested(index: number, random: Random): object {
  const item = (): object => ({
    sku: `sku-${Math.floor(random() * 1e4)}`,
    price: { amount: index % 100, in: 'EUR' },
  });
  return {
    device: { kind: 'phone', os: { name: 'x', version: [1, 2, index % 10] } },
    items: [item(), item(), item()],
  };
}

/** One to five columns of 50, others for each layout. */
function layout(index: number, random: Random): object {
  const which = index % LAYOUTS;
  return Object.fromEntries(
    Array.from({ length: 1 + (which % 5) }, (_, at) => [
      `column_${(which * 7 + at) % LAYOUTS}`,
      `value ${Math.floor(random() * 1e4)}`,
    ]),
  );
}
