import type { WidgetProps } from '@rjsf/utils';
import { type ReactElement, useState } from 'react';
import type { ChoiceField } from '../form/field.ts';
import { libraryOptions, type Part } from '../form/library-form.ts';
import { Html } from './html.tsx';

/** The inputs that the form library does not have. Its own ones draw texts, passwords, numbers and dropdowns. */
export const widgets = {
  'secret-textarea': SecretTextarea,
  toggle: Toggle,
  tags: Tags,
  multiselect: Multiselect,
  tiles: Tiles,
  'option-dropdown': OptionDropdown,
};

function Toggle({ id, value, onChange, label, disabled, readonly }: WidgetProps): ReactElement {
  return (
    <input
      type="checkbox"
      role="switch"
      className="toggle"
      id={id}
      aria-label={label}
      checked={value === true}
      aria-checked={value === true}
      disabled={disabled || readonly || false}
      onChange={(event) => onChange(event.target.checked)}
    />
  );
}

/** A secret of several lines: hidden until the user asks to see it. */
function SecretTextarea({ id, value, onChange, label }: WidgetProps): ReactElement {
  const [visible, setVisible] = useState(false);
  return (
    <span className="secret-textarea">
      <textarea
        id={id}
        aria-label={label}
        className={visible ? '' : 'hidden-text'}
        autoComplete="off"
        rows={3}
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => onChange(event.target.value)}
      />
      <button type="button" onClick={() => setVisible(!visible)}>
        {visible ? 'Hide' : 'Show'}
      </button>
    </span>
  );
}

/** An array of scalars: Enter or a comma ends a tag. */
function Tags({ id, value, onChange, schema, label }: WidgetProps): ReactElement {
  const [text, setText] = useState('');
  const tags = (value ?? []) as readonly (string | number)[];
  const isNumeric = ['integer', 'number'].includes(
    String((schema.items as { type?: unknown } | undefined)?.type),
  );
  const add = (): void => {
    const added = text.split(',').flatMap((part) => part.trim() || []);
    if (added.length > 0) onChange([...tags, ...added.map((tag) => (isNumeric ? Number(tag) : tag))]);
    setText('');
  };
  return (
    <span className="tags">
      {tags.map((tag) => (
        <span className="tag" key={tag}>
          {tag}
          <button
            type="button"
            aria-label={`Remove ${tag}`}
            onClick={() => onChange(tags.filter((other) => other !== tag))}
          >
            ×
          </button>
        </span>
      ))}
      <input
        id={id}
        aria-label={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={add}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === ',') {
            event.preventDefault();
            add();
          }
        }}
      />
    </span>
  );
}

function Multiselect({ id, value, onChange, schema }: WidgetProps): ReactElement {
  const selected = (value ?? []) as readonly unknown[];
  const values = ((schema.items as { enum?: readonly unknown[] } | undefined)?.enum ??
    []) as readonly string[];
  return (
    <span className="multiselect" id={id}>
      {values.map((each) => (
        <label key={each}>
          <input
            type="checkbox"
            checked={selected.includes(each)}
            onChange={(event) =>
              onChange(
                values.filter((other) => (other === each ? event.target.checked : selected.includes(other))),
              )
            }
          />
          {each}
        </label>
      ))}
    </span>
  );
}

interface ShownOption {
  readonly index: number;
  readonly title: string;
  readonly description: string | undefined;
}

/** The options of a choice that are not hidden. The library knows an option by its position. */
function optionsOf({ options }: WidgetProps): readonly ShownOption[] {
  const choice = (options.part as Part).field as ChoiceField;
  const positions = libraryOptions(choice);
  return choice.options
    .filter(({ schema }) => schema.airbyte_hidden !== true)
    .map((option) => ({
      index: positions.indexOf(option),
      title: option.title,
      description: option.schema.description,
    }));
}

function Tiles(props: WidgetProps): ReactElement {
  const { id, value, onChange } = props;
  return (
    <div className="tiles" role="radiogroup" aria-label={props.label}>
      {optionsOf(props).map(({ index, title, description }) => (
        <label className={`tile ${index === value ? 'selected' : ''}`} key={index}>
          <input type="radio" name={id} checked={index === value} onChange={() => onChange(index)} />
          <span>
            <span className="title">{title}</span>
            <Html text={description} />
          </span>
        </label>
      ))}
    </div>
  );
}

function OptionDropdown(props: WidgetProps): ReactElement {
  const { id, value, onChange, label } = props;
  return (
    <select
      id={id}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(Number(event.target.value))}
    >
      {optionsOf(props).map(({ index, title }) => (
        <option key={index} value={index}>
          {title}
        </option>
      ))}
    </select>
  );
}
