import { expect, it } from 'vitest';
import { PARTS } from './undici-parts.ts';

it.each(Object.entries(PARTS))(
  'the bundled part %s equals the export of undici with that name',
  async (name, file) => {
    const part: { readonly default: unknown } = await import(file);
    const undici: Readonly<Record<string, unknown>> = await import('undici');
    expect(part.default).toBe(undici[name]);
  },
);
