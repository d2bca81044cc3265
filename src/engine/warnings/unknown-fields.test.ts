import { expect, it } from 'vitest';
import { A_RUN, anOperation } from '../testing/fixtures.ts';
import { unknownFieldWarner } from './unknown-fields.ts';

function warningsAbout(fields: readonly string[], columns: readonly string[]): string[] {
  const warnings: string[] = [];
  const tell = unknownFieldWarner(
    { descriptor: { name: 'meals' } },
    { ...A_RUN, columns },
    anOperation({ object: 'food' }),
    { warn: (message) => void warnings.push(message) },
  );
  for (const field of fields) tell(field);
  return warnings;
}

it('a column of the catalog that is not sent is named, once', () => {
  const [first, ...others] = warningsAbout(['carbs', 'carbs'], ['id', 'carbs']);
  expect(first).toBe(
    'Stream "meals": the column "carbs" is not a field of food, so it is not sent. If the field has another name there, map the column to it under Field Mappings (field_mappings).',
  );
  expect(others).toEqual([]);
});

it('what only the records know is not named, and told of once', () => {
  const warnings = warningsAbout(['Jane Doe', 'John Doe', 'nutrition.Jane', 'nutrition.John'], ['nutrition']);
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toContain('columns that the catalog does not declare');
  expect(warnings[1]).toContain('the column "nutrition" contains fields that food does not have');
  expect(warnings.join()).not.toMatch(/Jane|John/);
});

it('what looks like a misspelt field is named, wherever it is', () => {
  expect(warningsAbout(['valeu', 'nutrition.fibre'], [])).toEqual([
    expect.stringContaining('the column "valeu" is not a field of food'),
    expect.stringContaining('the column "nutrition.fibre" is not a field of food'),
  ]);
});

it('dots in the name of a column do not hide it', () => {
  expect(warningsAbout(['a.b', 'c.d.E'], ['a.b', 'c.d'])).toEqual([
    expect.stringContaining('the column "a.b" is not a field'),
    expect.stringContaining('the column "c.d" contains fields'),
  ]);
});

it('a stream of a thousand columns does not fill the log', () => {
  const columns = Array.from({ length: 1000 }, (_, n) => `column_${n}`);
  const warnings = warningsAbout(columns, columns);
  expect(warnings).toHaveLength(50);
  expect(warnings.at(-1)).toContain('More such columns are not named.');
});
