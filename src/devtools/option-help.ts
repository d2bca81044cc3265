import { z } from 'zod';

interface Property {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Property[];
  readonly const?: unknown;
  readonly items?: Property;
  readonly default?: unknown;
  readonly description?: string;
}

const MAX_DEFAULT = 40;

/** Describes the options of an emulator: name, values, default, and what it does. */
export function optionLines(options: z.ZodObject): readonly string[] {
  const { properties = {} } = z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties as Readonly<Record<string, Property>>).flatMap(([name, property]) => {
    const { description } = property;
    return [
      `  ${name.padEnd(22)}${valuesOf(property)}${defaultOf(property)}`,
      ...(description === undefined ? [] : [`${' '.repeat(24)}${description}`]),
    ];
  });
}

function valuesOf(property: Property): string {
  if (property.enum) return property.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (property.const !== undefined) return JSON.stringify(property.const);
  if (property.anyOf) return property.anyOf.map(valuesOf).join(' | ');
  if (property.type === 'array') return `list of ${property.items ? valuesOf(property.items) : 'any'}`;
  return property.type ?? 'any';
}

function defaultOf(property: Property): string {
  if (property.default === undefined) return '';
  const text = JSON.stringify(property.default);
  return text.length > MAX_DEFAULT ? '' : `, default ${text}`;
}
