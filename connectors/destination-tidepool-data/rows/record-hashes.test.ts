import type { Batch } from '@airbyte-ts/cdk';
import { testBatch } from '@airbyte-ts/cdk/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordHashes } from './record-hashes.ts';
import { newHash } from './text-hash.ts';

const batch = (...rows: readonly (readonly [identity: string, text: string])[]): Batch =>
  testBatch(
    rows.map(([, text]) => text),
    { dedupKeys: rows.map(([identity]) => identity) },
  );

function hashesOf(rows: Batch, scope = 'device') {
  const hashes = new RecordHashes(rows, scope);
  return Array.from(rows, (row) => {
    const [identity, content] = [newHash(), newHash()];
    hashes.addContent(row);
    hashes.readIdentity(row.index, identity);
    hashes.readContent(row.index, content);
    return { identity: identity.join(), content: content.join() };
  });
}

describe('the hashes of rows', () => {
  it('are equal for equal identities and for equal contents, also in different batches, and differ otherwise', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.nat(20).map((n) => 'é'.repeat(1_000 * n)),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 20 }), (rows) => {
        const together = hashesOf(batch(...rows));
        const apart = rows.map((row) => hashesOf(batch(row))[0]!);
        expect(together).toEqual(apart);
        for (const member of [0, 1] as const)
          expect(new Set(together.map((hash) => (member === 0 ? hash.identity : hash.content))).size).toBe(
            new Set(rows.map((row) => row[member])).size,
          );
      }),
    );
  });

  it('of one identity differ between devices', () => {
    const [one, other] = ['user one', 'user other'].map((scope) => hashesOf(batch(['a', '1']), scope)[0]!);
    expect(one!.identity).not.toBe(other!.identity);
    expect(one!.content).toBe(other!.content);
  });
});

it.each([
  [['a', 'b', 'c'], false],
  [['a', 'b', 'a'], true],
])('a batch with the identities %j has repeats: %s', (identities, hasRepeats) => {
  const rows = batch(...identities.map((identity, n) => [identity, `${n}`] as const));
  expect(new RecordHashes(rows, 'device').hasRepeats).toBe(hasRepeats);
});
