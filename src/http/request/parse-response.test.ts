import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseResponse } from './parse-response.ts';

const where = { method: 'GET', route: '/people', host: 'api.example.com', timeoutMs: 1 } as const;
const schema = z.object({ people: z.record(z.string(), z.object({ ages: z.array(z.number()) })) });

it('the error of a response with another form has declared names and positions, never the name of an entry', () => {
  const response = { status: 200, headers: {}, text: '{"people":{"ada":{"ages":[1,"two"]}}}' };
  let detail: unknown;
  try {
    parseResponse(response, schema, where);
  } catch (error) {
    detail = (error as { detail?: unknown }).detail;
  }
  expect(detail).toContain('/people/…/ages/1 invalid_type');
  expect(detail).not.toContain('ada');
});

it.each([200, 201, 204])(
  'the error of a %s with an empty body names the status, the empty body and the request',
  (status) => {
    expect(() =>
      parseResponse({ status, headers: {}, text: ' \n' }, schema, { ...where, route: '/people/{id}' }),
    ).toThrow(
      expect.objectContaining({
        ...{ kind: 'transient', code: 'ERR_UNREADABLE_RESPONSE', status },
        message: `The API reported a success, but its response to GET /people/{id} has an empty body. (api.example.com responded with ${status}.)`,
      }),
    );
  },
);

it('an id beyond 2^53 is a text where the schema accepts one; other numbers are the nearest ones', () => {
  const id = z.union([z.string(), z.number()]);
  const parse = (text: string, of: z.ZodType) => parseResponse({ status: 200, headers: {}, text }, of, where);
  expect(parse('[{"id":9007199254740993},{"id":7}]', z.array(z.object({ id })))).toEqual([
    { id: '9007199254740993' },
    { id: 7 },
  ]);
  const counted = z.object({ id, count: z.number().catch(-1) });
  expect(parse('{"id":12345678901234567890,"count":98765432109876543210}', counted)).toEqual({
    id: '12345678901234567890',
    count: Number('98765432109876543210'),
  });
  const sized = z.object({ id, bytes: z.number() });
  expect(parse('{"id":1,"bytes":9007199254740993}', sized)).toEqual({ id: 1, bytes: 2 ** 53 });
  expect(parse('{"id":1,"bytes":0.12345678901234567890}', sized)).toMatchObject({
    bytes: 0.12345678901234568,
  });
  expect(parse('{"id":1,"bytes":1e300}', sized)).toMatchObject({ bytes: 1e300 });
});
