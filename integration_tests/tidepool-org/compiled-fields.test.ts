import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fieldsOf, type OBJECTS } from '../../connectors/destination-tidepool-data/records/index.ts';
import { changed } from '../../connectors/destination-tidepool-data/records/testing/fixtures.ts';
import { common } from '../../connectors/destination-tidepool-data/records/testing/sample-parts.ts';
import { samples } from '../../connectors/destination-tidepool-data/records/testing/samples.ts';
import { compileVerdict } from '../../src/mapping/schema/verdict-code.ts';
import { depth } from '../../src/testing/depth.ts';

/** Returns every path to a value within a record. */
function pathsIn(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([name, each]) =>
    pathsIn(each, path === '' ? name : `${path}.${name}`),
  );
  return path === '' ? inner : [path, ...inner];
}

const values = fc.constantFrom<unknown>(
  ...[
    undefined,
    null,
    '',
    ' ',
    'x',
    'mg/dL',
    'mmol/L',
    'automated',
    '2024-05-14T08:17:09+24:00',
    '0001-01-01T00:00:00Z',
  ],
  ...[0, -1, 0.5, 1, 100, 55.5, 1001, 2 ** 63, 86_400_001, true, [], {}, ['x', 'x'], [{}], 'x'.repeat(5000)],
);

it.each(Object.keys(samples))('the compiled verdict on a record of the kind %s is that of zod', (kind) => {
  const record = { ...common, ...samples[kind]! };
  const fields = fieldsOf(record) as (typeof OBJECTS)[keyof typeof OBJECTS];
  const fits = compileVerdict(fields)!;
  expect([fits(record), fits(samples[kind])]).toEqual([true, true]);
  const changes = fc.dictionary(fc.constantFrom(...pathsIn(record)), values, { minKeys: 1, maxKeys: 2 });
  fc.assert(
    fc.property(changes, (each) => {
      const paths = Object.keys(each);
      fc.pre(!paths.some((path) => paths.some((other) => other.startsWith(`${path}.`))));
      const made = changed(record, each);
      expect(fits(made)).toBe(fields.safeParse(made).success);
    }),
    { numRuns: depth(100, 5_000) },
  );
});
