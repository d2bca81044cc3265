import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSpecification } from '../src/config/testing/read-specification.ts';
import { cardsOf } from '../src/devtools/preview/form/cards.ts';
import { type Field, formOf } from '../src/devtools/preview/form/field.ts';
import { inputOf } from '../src/devtools/preview/form/input.ts';
import { formValidator } from '../src/devtools/preview/form/problems.ts';
import { configurationOf, initialValues } from '../src/devtools/preview/form/values.ts';

const names = readdirSync(new URL('.', import.meta.url)).flatMap(
  (name) => /^(destination-.*)\.json$/.exec(name)?.[1] ?? [],
);
const formOfConnector = (name: string) => formOf(readSpecification(name).connectionSpecification);

/** One line per card; optional sections are in parentheses, and inputs other than texts after a colon. */
const outline = (name: string): readonly string[] =>
  cardsOf(formOfConnector(name)).map(({ title, sections }) =>
    [
      title,
      ...sections.map(({ display, fields }) => {
        const text = fields.map(fieldText).join(', ');
        return display === 'expanded' ? text : `(${text})`;
      }),
    ].join(' | '),
  );

const fieldText = (field: Field): string => {
  const input = field.kind === 'value' ? inputOf(field) : field.kind;
  return `${field.title}${field.required ? '*' : ''}${input === 'text' ? '' : `: ${input}`}`;
};

const REJECTED =
  'Rejected Records | Rejected Records: choice | (Maximum Rejected Records (%): number, Unsupported Deletions: dropdown)';

it.each<[string, readonly string[]]>([
  [
    'destination-mediarithmics',
    [
      'Connection | API Token*: password, Datamart ID*',
      'Documents | Stream Mappings: list, Field Mappings: list, Default Document Type: dropdown | (Email Hash Function: dropdown, Allow Deletions: toggle)',
      'Imports | (Document Import ID, Priority: dropdown, Upload Format: dropdown, Segment Format: dropdown, Maximum Records per Document: number, Maximum Bytes per Document: number)',
      'Advanced | (Base URL, Poll Interval (Seconds): number, Execution Timeout (Minutes): number)',
    ],
  ],
  [
    'destination-tidepool-data',
    [
      'Connection | Environment: dropdown, Credentials*: choice, User ID, User ID Column',
      'Data | Stream Mappings: list, Field Mappings: list | (Session Type: dropdown, Records per Data Set: number, Allow Replacing: toggle)',
      'Device | Device ID | (Device Manufacturers: tags, Device Model, Device Serial Number, Device Tags: multiselect, Time Zone, Time Processing: dropdown, Glucose Units: dropdown)',
      'Advanced | (Base URL, Client Name)',
    ],
  ],
  [
    'destination-tidepool-metrics',
    [
      'Connection | Environment: dropdown, Credentials: choice, Route*: choice',
      'Events | Field Mappings: list, Event Name Column | (Default Event Name, Event Name Prefix, Add Event ID: toggle)',
      'Advanced | (Base URL)',
    ],
  ],
  [
    'destination-tidepool-so',
    [
      'Connection | API Key*: password',
      'Events | Field Mappings: list, Default Event Name, Scope of Ids: dropdown | (Validation: dropdown)',
      'Advanced | (Base URL, Maximum Requests per Second: number)',
    ],
  ],
  [
    'destination-watershed',
    [
      'Connection | Organization ID*, API Key*: password, API Secret*: password',
      'Imports | Stream Mappings: list, Field Mappings: list, Default Template, Statement ID Column | (Preview: dropdown, Wait for Imports: toggle, Allow Voiding: toggle)',
      'Advanced | (Base URL, Notify E-Mails: tags, Rows per File: number, Import Timeout (Minutes): number, Poll Interval (Seconds): number, File Name Prefix)',
    ],
  ],
])('the cards of %s are those of the platform', (name, cards) => {
  expect(outline(name)).toEqual([...cards, REJECTED]);
});

describe.each(names)('the form of %s', (name) => {
  it('shows each field that is not hidden once', () => {
    const form = formOfConnector(name);
    const shown = cardsOf(form).flatMap(({ sections }) => sections.flatMap(({ fields }) => fields));
    const visible = form.fields.filter(({ schema }) => schema.airbyte_hidden !== true);
    expect(new Set(shown)).toEqual(new Set(visible));
    expect(shown).toHaveLength(visible.length);
  });

  it('lacks nothing but the required fields when it is new', () => {
    const form = formOfConnector(name);
    const problems = formValidator(form).problemsOf(initialValues(form));
    const missing = form.fields.flatMap((field) =>
      field.required && field.schema.default === undefined && field.kind === 'value' ? [`.${field.key}`] : [],
    );
    expect(problems.map(({ path, message }) => [path, message])).toEqual(
      expect.arrayContaining(missing.map((path) => [path, 'Required'])),
    );
    expect(new Set(problems.map(({ message }) => message))).toEqual(new Set(['Required']));
  });

  it('saves every default of the specification', () => {
    const form = formOfConnector(name);
    const saved = configurationOf(form, initialValues(form));
    for (const { kind, key, schema } of form.fields)
      if (kind === 'value' && schema.default !== undefined && schema.default !== '')
        expect(saved[key]).toEqual(schema.default);
  });
});
