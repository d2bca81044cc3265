import { expectTypeOf, test } from 'vitest';
import type { ExactNumber } from './exact-number.ts';
import type { Operation } from './operation.ts';
import type { Received } from './received.ts';

interface Reading {
  readonly id: string;
  readonly value: number;
  readonly note?: string | null;
  readonly parts: readonly { readonly at: number }[];
  readonly other: unknown;
}

test('functions of an operation get each number as a number or an ExactNumber, also in lists and objects', () => {
  expectTypeOf<Received<Reading>>().toEqualTypeOf<{
    readonly id: string;
    readonly value: number | ExactNumber;
    readonly note?: string | null;
    readonly parts: readonly { readonly at: number | ExactNumber }[];
    readonly other: unknown;
  }>();
  type Transform = NonNullable<Operation<Reading, unknown>['transform']>;
  expectTypeOf<Parameters<Transform>[0]['value']>().toEqualTypeOf<number | ExactNumber>();
});

test('values of a type that is not known stay as they are', () => {
  expectTypeOf<Received<Record<string, unknown>>>().toEqualTypeOf<Record<string, unknown>>();
});
