import { expect, test } from 'vitest';
import { z } from 'zod';
import { sampleText } from './sample-text.ts';

const textsFor = (schema: z.ZodType) =>
  [0, 1, 2, 99].map((i) => sampleText(z.toJSONSchema(schema), i, `name ${i + 1}`));

test.each<[string, z.ZodType]>([
  ['a text', z.string()],
  ['a long text', z.string().min(40)],
  ['a text of one length', z.string().length(3)],
  ['an email address', z.email()],
  ['a UUID', z.uuid()],
  ['a URL', z.url()],
  ['a time', z.iso.datetime({ offset: true })],
  ['a date', z.iso.date()],
  ['a time of day', z.iso.time()],
  ['an IPv4 address', z.ipv4()],
  ['an IPv6 address', z.ipv6()],
  ['base64', z.base64()],
  ['a telephone number', z.e164()],
  ['a CUID', z.cuid()],
  ['a ULID', z.ulid()],
  ['an id by a pattern', z.string().regex(/^LDG-\d{4}$/)],
  ['a currency', z.string().regex(/^[A-Z]{3}$/)],
  ['alternatives', z.string().regex(/^(?:new|old)-[a-f0-9]+(?:\.v\d)?$/)],
  ['an optional text that must not be empty', z.string().regex(/^$|^#[0-9a-f]{6}$/)],
  [
    'two patterns',
    z
      .string()
      .regex(/^[a-z]/)
      .regex(/9$|[0-9]$/)
      .min(3),
  ],
])('sampleText() fits the schema of %s, and differs between records', (_, schema) => {
  const texts = textsFor(schema);
  expect(texts.map((text) => schema.safeParse(text).success)).toEqual([true, true, true, true]);
  expect(new Set(texts).size).toBe(4);
});

test.each<[string, z.ZodType]>([
  ['a look-ahead', z.string().regex(/^(?=.*[A-Z])(?=.*\d).{8,}$/)],
  ['a back-reference', z.string().regex(/^([a-z])\1-[A-Z]{40}$/)],
])('sampleText() returns nothing for %s rather than a text that does not fit', (_, schema) => {
  expect(textsFor(schema)).toEqual([undefined, undefined, undefined, undefined]);
});
