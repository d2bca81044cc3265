import { expect, it } from 'vitest';
import { unknownFieldWarner } from './unknown-fields.ts';

function warningsAbout(fields: readonly string[], columns: readonly string[]): string[] {
  const warnings: string[] = [];
  const warn = unknownFieldWarner(
    { descriptor: { name: 'meals' } },
    { object: 'food', columns, names: () => new Set(['value', 'nutrition', 'fibre', ...columns]) },
    { warn: (message) => void warnings.push(message) },
  );
  for (const field of fields) warn(field);
  return warnings;
}

it('a dropped column of the catalog is named in one warning', () => {
  const [first, ...others] = warningsAbout(['carbs', 'carbs'], ['id', 'carbs']);
  expect(first).toBe(
    'Stream "meals": the column "carbs" is not a field of food, so it is not sent. If the field has another name there, map the column to it under Field Mappings (field_mappings).',
  );
  expect(others).toEqual([]);
});

it('a dropped column outside the catalog causes one warning without its name', () => {
  const warnings = warningsAbout(['Jane Doe', 'John Doe', 'nutrition.Jane', 'nutrition.John'], ['nutrition']);
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toContain('columns that the catalog does not declare');
  expect(warnings[1]).toContain('the column "nutrition" contains fields that food does not have');
  expect(warnings.join()).not.toMatch(/Jane|John/);
});

it('an undeclared column is not named; the warning names the declared field that it resembles', () => {
  const warnings = warningsAbout(['valeu', 'nutrition.Fibr', 'nutrition.ada', 'ada'], ['nutrition']);
  expect(warnings).toEqual([
    expect.stringMatching(
      /resembles "value" .* If it is meant to be "value", map the column to it under Field Mappings/,
    ),
    expect.stringContaining('a column whose name resembles "fibre"'),
    expect.stringMatching(
      /the column "nutrition" contains fields .* map them under Field Mappings \(field_mappings\)\.$/,
    ),
    expect.stringMatching(
      /columns that the catalog does not declare .* Refresh the source's schema to see which\.$/,
    ),
  ]);
  expect(warnings.join()).not.toMatch(/valeu|"Fibr"|ada/);
});

it('a dropped column with dots in its name is named', () => {
  expect(warningsAbout(['a.b', 'c.d.E'], ['a.b', 'c.d'])).toEqual([
    expect.stringContaining('the column "a.b" is not a field'),
    expect.stringContaining('the column "c.d" contains fields'),
  ]);
});

it('a stream of 1,000 dropped columns causes a bounded number of warnings', () => {
  const columns = Array.from({ length: 1000 }, (_, n) => `column_${n}`);
  const warnings = warningsAbout(columns, columns);
  expect(warnings).toHaveLength(50);
  expect(warnings.at(-1)).toContain('More such columns are not named.');
});

/** A warner that counts how often it asks for the declared names. */
function countingWarner() {
  const counted = { comparisons: 0 };
  const names = () => {
    counted.comparisons++;
    return new Set(['value']);
  };
  const declared = { object: 'food', columns: [], names };
  const warn = unknownFieldWarner({ descriptor: { name: 'meals' } }, declared, { warn: () => undefined });
  return { counted, warn };
}

it('a field is compared with the declared names once, in however many records it is', () => {
  const { counted, warn } = countingWarner();
  for (let record = 0; record < 100; record++) for (const field of ['mood', 'weather.sky']) warn(field);
  expect(counted.comparisons).toBe(2);
});

it('a stream of any number of undeclared names causes a bounded number of comparisons', () => {
  const { counted, warn } = countingWarner();
  for (let n = 0; n < 10_000; n++) warn(`answers.${n}`);
  expect(counted.comparisons).toBe(2_000);
});
