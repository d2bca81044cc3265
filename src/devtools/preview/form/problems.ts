import { type RJSFSchema, type RJSFValidationError, toErrorSchema, type ValidatorType } from '@rjsf/utils';
import { customizeValidator } from '@rjsf/validator-ajv8';
import type { JsonSchema } from '../../../define/specification.ts';
import { type ObjectField, selectedOption } from './field.ts';
import { patternDescriptor } from './input.ts';
import { librarySchema } from './library-form.ts';
import type { Values } from './values.ts';

/** Problem of one field. */
interface Problem {
  /** The path of the field, such as `.field_mappings.0.source_field`. */
  readonly path: string;
  readonly message: string;
  /** The form itself does not check the rule; the platform reports it when the user saves. */
  readonly onSave: boolean;
}

interface Finding {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema: JsonSchema;
}

const MESSAGES: Readonly<Record<string, (finding: Finding) => string>> = {
  required: () => 'Required',
  pattern: ({ parentSchema: schema, params }) =>
    `The value must match the pattern ${patternDescriptor({ schema }) ?? params.pattern}`,
  minimum: ({ params }) => `Must be greater than or equal to ${params.limit}`,
  maximum: ({ params }) => `Must be less than or equal to ${params.limit}`,
  enum: ({ params }) => `Must be one of: ${(params.allowedValues as unknown[]).join(', ')}`,
};

/** Checks the values of a form as the platform does: patterns as JavaScript, and the selected options of choices only. */
export interface FormValidator {
  problemsOf(values: Values): readonly Problem[];
  /** As above, for the form library. */
  readonly library: ValidatorType;
}

export function formValidator(form: ObjectField): FormValidator {
  const library = customizeValidator({ ajvOptionsOverrides: { unicodeRegExp: false } });
  const schemas = new Map<string, RJSFSchema>();
  const problemsOf = (values: Values): readonly Problem[] => {
    const entered = trimmed(values) as Values;
    const schema = librarySchema(form, entered, selectedOption);
    const text = JSON.stringify(schema);
    // The validator is compiled once for each selection of options.
    const known = schemas.get(text) ?? schema;
    schemas.set(text, known);
    const { errors = [], validationError } = library.rawValidation<Finding>(
      known,
      withoutEmpty(entered, known),
    );
    if (validationError) throw validationError;
    return errors.map(problemOf);
  };
  const validateFormData: ValidatorType['validateFormData'] = (values) => {
    const errors = problemsOf((values ?? {}) as Values).map(libraryError);
    return { errors, errorSchema: toErrorSchema(errors) };
  };
  return {
    problemsOf,
    library: Object.assign(Object.create(library) as ValidatorType, { validateFormData }),
  };
}

function problemOf(finding: Finding): Problem {
  const { instancePath, keyword, params, message = keyword } = finding;
  // The form has no place for a message of a tag.
  const path =
    keyword === 'required' ? `${instancePath}/${params.missingProperty}` : instancePath.replace(/\/\d+$/, '');
  const onSave = MESSAGES[keyword] === undefined;
  return { path: path.replaceAll('/', '.'), message: MESSAGES[keyword]?.(finding) ?? message, onSave };
}

function libraryError({ path, message, onSave }: Problem): RJSFValidationError {
  const text = onSave ? `${message} (the platform reports this when you save)` : message;
  return { property: path, message: text, stack: text };
}

/** The platform removes blanks around texts before it checks them. */
function trimmed(value: unknown): unknown {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(trimmed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, trimmed(member)]));
}

/** An empty text does not fill in a required field. In an optional one it stays, and its pattern is checked. */
function withoutEmpty(value: unknown, schema: RJSFSchema): unknown {
  if (Array.isArray(value) && Array.isArray(schema.items))
    return value.map((item, at) => withoutEmpty(item, (schema.items as RJSFSchema[])[at]!));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).filter(
    ([key, member]) => member !== '' || !schema.required?.includes(key),
  );
  return Object.fromEntries(
    members.map(([key, member]) => [
      key,
      withoutEmpty(member, (schema.properties?.[key] ?? {}) as RJSFSchema),
    ]),
  );
}
