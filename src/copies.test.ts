import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as cdk from './index.ts';

type Copy = typeof cdk &
  Pick<typeof import('./errors.ts'), 'asConnectorError'> &
  Pick<typeof import('./retry/time-limit.ts'), 'timeLimit'>;

describe('two copies of the CDK in one process', () => {
  let one: Copy;
  let other: Copy;
  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `export * from './src/index.ts';
          export { asConnectorError } from './src/errors.ts';
          export { timeLimit } from './src/retry/time-limit.ts';`,
        loader: 'ts',
        resolveDir: process.cwd(),
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      write: false,
    });
    const load = async (n: number): Promise<Copy> =>
      import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(outputFiles[0]!.text)}//${n}`);
    [one, other] = await Promise.all([load(1), load(2)]);
    expect(one.ConnectorError).not.toBe(other.ConnectorError);
  });

  it('recognise each other’s errors, and take them as they are', () => {
    const error = one.configError('The site (site) is unknown.', { code: 'ERR_SITE', detail: 'GET /sites' });
    expect(error).toBeInstanceOf(other.ConnectorError);
    expect(error).toBeInstanceOf(one.ConnectorError);
    expect(error).toBeInstanceOf(Error);
    expect(other.asConnectorError(error)).toBe(error);
    expect(error.with({ status: 404 })).toBeInstanceOf(other.ConnectorError);
  });

  it('recognise each other’s rejections', () => {
    expect(one.reject('units is missing')).toBeInstanceOf(other.Reject);
    expect(other.reject('units is missing')).toBeInstanceOf(one.Reject);
  });

  it('recognise, calculate with and write each other’s exact numbers', () => {
    const row = one.parseExact('{"id":12345678901234567890}') as { readonly id: unknown };
    expect(row.id).toBeInstanceOf(other.ExactNumber);
    expect(other.numberOf(row.id)).toBe(Number('12345678901234567890'));
    expect(other.stringifyExact(row)).toBe('{"id":12345678901234567890}');
  });

  it('observe each other’s time limits', () => {
    const clock = { monotonic: () => 0 };
    expect(one.withTimeLimit(clock, 5_000, () => other.timeLimit(clock).totalMs)).toBe(5_000);
  });

  it.each([{}, [], new Error('x'), null, undefined, 'text', 7, { reason: 'units is missing' }])(
    'recognise no other value (%j) as an instance',
    (value) => {
      for (const type of [one.ConnectorError, one.Reject, one.ExactNumber])
        expect(value).not.toBeInstanceOf(type);
    },
  );

  it('distinguish a subclass from its base as usual', () => {
    class Own extends one.ConnectorError {}
    expect(new Own('bug', 'Own.')).toBeInstanceOf(other.ConnectorError);
    expect(new Own('bug', 'Own.')).toBeInstanceOf(Own);
    expect(one.configError('Not own.')).not.toBeInstanceOf(Own);
  });
});
