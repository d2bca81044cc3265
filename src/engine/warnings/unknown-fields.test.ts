import { expect, it } from 'vitest';
import { unknownFieldWarner } from './unknown-fields.ts';

function warningsAbout(fields: readonly string[], columns: readonly string[]): string[] {
  const warnings: string[] = [];
  const tell = unknownFieldWarner(
    { descriptor: { name: 'meals' } },
    { object: 'food', columns, names: () => new Set(['value', 'nutrition', 'fibre', ...columns]) },
    { warn: (message) => void warnings.push(message) },
  );
  for (const field of fields) tell(field);
  return warnings;
}

it('a column of the catalog that is not sent is named, once', () => {
  const [first, ...others] = warningsAbout(['carbs', 'carbs'], ['id', 'carbs']);
  expect(first).toBe(
    'Stream "meals": the column "carbs" is not a field of food, so it is not sent. If it is only named differently there, rename it under Field Mappings (field_mappings).',
  );
  expect(others).toEqual([]);
});

it('what only the records know is not named, and told of once', () => {
  const warnings = warningsAbout(['Jane Doe', 'John Doe', 'nutrition.Jane', 'nutrition.John'], ['nutrition']);
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toContain('columns that the catalog does not declare');
  expect(warnings[1]).toContain('the column "nutrition" holds fields that food does not have');
  expect(warnings.join()).not.toMatch(/Jane|John/);
});

it('of what only the records know, the declared name that it resembles is said', () => {
  const warnings = warningsAbout(['valeu', 'nutrition.Fibr', 'nutrition.ada', 'ada'], ['nutrition']);
  expect(warnings).toEqual([
    expect.stringContaining('a column whose name resembles "value"'),
    expect.stringContaining('a column whose name resembles "fibre"'),
    expect.stringContaining('the column "nutrition" holds fields'),
    expect.stringContaining('columns that the catalog does not declare'),
  ]);
  expect(warnings.join()).not.toMatch(/valeu|"Fibr"|ada/);
});

it('dots in the name of a column do not hide it', () => {
  expect(warningsAbout(['a.b', 'c.d.E'], ['a.b', 'c.d'])).toEqual([
    expect.stringContaining('the column "a.b" is not a field'),
    expect.stringContaining('the column "c.d" holds fields'),
  ]);
});

it('a stream of a thousand columns does not fill the log', () => {
  const columns = Array.from({ length: 1000 }, (_, n) => `column_${n}`);
  const warnings = warningsAbout(columns, columns);
  expect(warnings).toHaveLength(50);
  expect(warnings.at(-1)).toContain('More such columns are not named.');
});
