import { expect, it } from 'vitest';
import { z } from 'zod';
import { sampleFaults } from './sample-faults.ts';

const json = { required: ['code', 'id'], properties: { code: { type: 'string', pattern: '^x$' }, id: {} } };

it('sampleFaults() names the fields that do not fit, and those without a value', () => {
  expect([...sampleFaults([{ code: 'y' }, { code: 'x', id: 1 }], json)]).toEqual([
    ['id', 'no value could be made'],
    ['code', 'must match pattern "^x$"'],
  ]);
  expect(sampleFaults([{ code: 'x', id: 1 }], json).size).toBe(0);
});

it('sampleFaults() names the fields that only the checks of the operation reject, except those with a default', () => {
  const schema = z.object({ code: z.string().refine((code) => code === 'y', 'is no code'), id: z.string() });
  const validation = { schema, defaults: { id: () => 'x' } } as never;
  expect([...sampleFaults([{ code: 'x' }], { properties: {} }, validation)]).toEqual([
    ['code', 'is no code'],
  ]);
  const transformed = { schema, transform: () => ({}) } as never;
  expect(sampleFaults([{ code: 'x' }], { properties: {} }, transformed).size).toBe(0);
});
