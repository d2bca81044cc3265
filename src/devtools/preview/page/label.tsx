import type { ReactElement } from 'react';
import type { Field } from '../form/field.ts';
import { patternDescriptor } from '../form/input.ts';
import { Html } from './html.tsx';

interface LabelProps {
  readonly field: Field;
  readonly id: string;
  /** Undefined while the user has entered nothing. */
  readonly valid: boolean | undefined;
}

const MARKS = new Map([
  [true, '✓ '],
  [false, '✗ '],
]);

/** The title of a field, its texts in a tooltip, and the description of its pattern with a mark. */
export function Label({ field, id, valid }: LabelProps): ReactElement {
  const descriptor = field.kind === 'value' ? patternDescriptor(field) : undefined;
  return (
    <div className="label">
      <label htmlFor={field.kind === 'value' ? id : undefined}>
        {field.title}
        {field.required && (
          <span className="required" title="required">
            {' *'}
          </span>
        )}
      </label>
      <Tooltip field={field} id={`${id}-tooltip`} />
      {!field.required && <span className="optional">Optional</span>}
      {descriptor !== undefined && (
        <span className={`pattern ${valid === false ? 'wrong' : ''}`}>
          {MARKS.get(valid as boolean)}
          {descriptor}
        </span>
      )}
    </div>
  );
}

function Tooltip({ field, id }: { readonly field: Field; readonly id: string }): ReactElement | null {
  const { description, examples } = field.schema;
  // Lists and choices have no examples in the platform's form.
  const shown = field.kind === 'value' || field.kind === 'object' ? examplesOf(examples) : [];
  const options = field.kind === 'choice' ? field.options.filter(({ schema }) => schema.description) : [];
  if (!description && shown.length === 0 && options.length === 0) return null;
  return (
    <span className="info">
      <button type="button" aria-label={`About ${field.title}`} aria-describedby={id}>
        i
      </button>
      <span className="tooltip" role="tooltip" id={id}>
        <Html text={description} />
        {options.length > 0 && (
          <ul>
            {options.map(({ title, schema }) => (
              <li key={title}>
                <b>{title}</b> - <Html text={schema.description} />
              </li>
            ))}
          </ul>
        )}
        {shown.length > 0 && (
          <span className="examples">
            Examples:{' '}
            {shown.map((example) => (
              <code key={example}>{example}</code>
            ))}
          </span>
        )}
      </span>
    </span>
  );
}

function examplesOf(examples: unknown): readonly string[] {
  return [examples ?? []]
    .flat()
    .map((example) => (typeof example === 'object' ? JSON.stringify(example) : String(example)));
}
