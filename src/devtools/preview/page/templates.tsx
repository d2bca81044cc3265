import {
  type ArrayFieldItemTemplateProps,
  type ArrayFieldTemplateProps,
  type FieldTemplateProps,
  getUiOptions,
  type MultiSchemaFieldTemplateProps,
  type ObjectFieldTemplateProps,
  type UiSchema,
} from '@rjsf/utils';
import { type ReactElement, type ReactNode, useContext } from 'react';
import { type Card, cardsOf, type Section, sectionsOf } from '../form/cards.ts';
import type { Field } from '../form/field.ts';
import type { Part } from '../form/library-form.ts';
import { summaryOf, type Values } from '../form/values.ts';
import { Label } from './label.tsx';
import { TouchedFields } from './touched.ts';

/** The parts that draw a form of the form library as the platform draws it. */
export const templates = {
  FieldTemplate,
  ObjectFieldTemplate,
  ArrayFieldTemplate,
  ArrayFieldItemTemplate,
  MultiSchemaFieldTemplate,
};

function partOf(uiSchema: UiSchema | undefined): Part {
  return getUiOptions(uiSchema).part as Part;
}

/** The label, the input and the problems of a field. An object has no heading. */
function FieldTemplate(props: FieldTemplateProps): ReactElement {
  const { id, uiSchema, children, rawErrors = [], formData } = props;
  const { all, ids, touch } = useContext(TouchedFields);
  const part = partOf(uiSchema);
  if (part.role !== 'field' || part.field.kind === 'object') return <>{children}</>;
  const isTouched = all || ids.has(id);
  const errors = isTouched ? [...new Set(rawErrors)] : [];
  const isEmpty = formData === undefined || formData === '';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only takes note that the focus has left
    <div
      className={`field ${errors.length > 0 ? 'wrong' : ''}`}
      data-path={id}
      onBlur={(event) => {
        if (part.field.kind === 'value' && !event.currentTarget.contains(event.relatedTarget)) touch(id);
      }}
    >
      <Label field={part.field} id={id} valid={isTouched && !isEmpty ? rawErrors.length === 0 : undefined} />
      {children}
      {errors.map((error) => (
        <p className="problem" role="alert" key={error}>
          {error}
        </p>
      ))}
    </div>
  );
}

/** The cards of the form, or the sections of an object in it. */
function ObjectFieldTemplate(props: ObjectFieldTemplateProps): ReactElement | null {
  const { uiSchema, properties, formData } = props;
  const { role, field } = partOf(uiSchema);
  // The form library draws a choice as an object too, and then its selected option.
  if (field.kind !== 'object') return null;
  const contents = new Map(properties.map(({ name, content }) => [name, content]));
  if (role === 'form') return <>{cardsOf(field).map((card) => cardElement(card, contents))}</>;
  const sections = sectionsOf(field.fields, false).map((section) => sectionElement(section, contents));
  if (role !== 'item') return <>{sections}</>;
  return (
    <details open>
      <summary>{summaryOf(field, formData as Values) || field.title}</summary>
      {sections}
    </details>
  );
}

type Contents = ReadonlyMap<string, ReactElement>;

function keyOf(fields: readonly Field[]): string {
  return fields.map(({ key }) => key).join(' ');
}

function cardElement({ title, sections }: Card, contents: Contents): ReactElement {
  const key = keyOf(sections.flatMap(({ fields }) => fields));
  if (sections.length === 1 && sections[0]!.display === 'card')
    return (
      <details className="card" key={key}>
        <summary>{title ?? 'Optional fields'}</summary>
        {shown(sections[0]!, contents)}
      </details>
    );
  return (
    <section className="card" key={key}>
      {title !== undefined && <h2>{title}</h2>}
      {sections.map((section) => sectionElement(section, contents))}
    </section>
  );
}

function sectionElement(section: Section, contents: Contents): ReactElement {
  const key = keyOf(section.fields);
  if (section.display === 'expanded') return <div key={key}>{shown(section, contents)}</div>;
  return (
    <details className={section.display} key={key}>
      <summary>Optional fields</summary>
      {shown(section, contents)}
    </details>
  );
}

/** Constants are set and not shown. */
function shown({ fields }: Section, contents: Contents): readonly ReactNode[] {
  return fields.filter(({ constant }) => constant === undefined).map(({ key }) => contents.get(key));
}

function MultiSchemaFieldTemplate(props: MultiSchemaFieldTemplateProps): ReactElement {
  return (
    <>
      {props.selector}
      <div className="option">{props.optionSchemaField}</div>
    </>
  );
}

function ArrayFieldTemplate({ items, onAddClick, uiSchema }: ArrayFieldTemplateProps): ReactElement {
  const { field } = partOf(uiSchema);
  const title = field.kind === 'list' ? field.item.title : field.title;
  return (
    <div className="list">
      {items}
      <button type="button" className="add" onClick={onAddClick} aria-label={`Add ${title}`}>
        + Add
      </button>
    </div>
  );
}

function ArrayFieldItemTemplate(props: ArrayFieldItemTemplateProps): ReactElement {
  const { children, buttonsProps, uiSchema, index } = props;
  const { title } = partOf(uiSchema).field;
  return (
    <div className="item">
      {children}
      <button
        type="button"
        className="remove"
        onClick={buttonsProps.onRemoveItem}
        aria-label={`Remove ${title} ${index + 1}`}
      >
        Remove
      </button>
    </div>
  );
}
