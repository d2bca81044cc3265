import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AnyDestination } from '../define/destination.ts';
import { configError, type StreamDescriptor } from '../errors.ts';
import { streamFinder } from './plan.ts';
import { anOperation, plansFor } from './testing/fixtures.ts';

const finder = (...all: StreamDescriptor[]) => streamFinder(all, (each) => each);

describe('streamFinder', () => {
  it('finds a stream by its name and namespace', () => {
    const [a, b] = [
      { name: 's', namespace: 'a' },
      { name: 's', namespace: 'b' },
    ];
    const find = finder(a, b);
    expect([find('s', 'a'), find('s', 'b'), find('s', 'c'), find('s', undefined), find('t', 'a')]).toEqual([
      a,
      b,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([undefined, null, ''])(
    'treats an absent namespace, written as %o, as equal to null and to an empty one',
    (written) => {
      for (const known of [{ name: 's' }, { name: 's', namespace: null }, { name: 's', namespace: '' }])
        expect(finder(known)('s', written)).toBe(known);
    },
  );

  it('prefers the exact match if an empty and an absent namespace are two streams', () => {
    const [absent, empty] = [{ name: 's' }, { name: 's', namespace: '' }];
    const find = finder(absent, empty);
    expect([find('s', null), find('s', undefined), find('s', '')]).toEqual([absent, absent, empty]);
  });
});

describe('the plan of a stream', () => {
  it('has an operation that the connector makes for the name of the stream', () => {
    const operationsFor = (object: string) => [anOperation({ object })];
    const { plans } = plansFor(anOperation(), ['people'], { parts: { operations: () => [], operationsFor } });
    expect(plans[0]!.operation?.object).toBe('people');
  });

  it('has the operation of the default object where nothing else routes the stream', () => {
    const operations = () => ['thing', 'event'].map((object) => anOperation({ object }));
    const { plans } = plansFor(anOperation(), ['people'], {
      parts: { operations, defaultObject: () => 'event' },
    });
    expect(plans[0]!.operation?.object).toBe('event');
  });

  it('has an error for a sync mode that its object lacks, with the advice of the connector', () => {
    const streams = [{ name: 'a', destination_sync_mode: 'overwrite' }];
    const syncModeHint = (mode: string, object: string) => `switch on ${mode} for ${object}`;
    const hinted = plansFor(anOperation(), streams, { parts: { syncModeHint } }).plans[0];
    const advice = expect.stringContaining(', or switch on overwrite for thing.');
    expect(hinted).toMatchObject({ routeError: { kind: 'config', code: 'ERR_SYNC_MODE', message: advice } });
    const unhinted = plansFor(anOperation(), streams).plans[0];
    expect(unhinted).toMatchObject({ routeError: { message: expect.not.stringContaining(', or ') } });
  });

  it('has no operation if it cannot be delivered', () => {
    const operations = () => ['thing', 'event'].map((object) => anOperation({ object }));
    const lost = [{ name: 'lost', destination_sync_mode: 'overwrite' }];
    const { deliverable, plans } = plansFor(anOperation(), lost, { parts: { operations } });
    expect(deliverable).toEqual([]);
    expect(plans).toMatchObject([{ operation: undefined, routeError: { code: 'ERR_NO_ROUTE' } }]);
  });

  describe('of a destination whose streams may exclude each other', () => {
    const both = anOperation({ syncModes: ['append', 'overwrite'] });
    const parts: Partial<AnyDestination> = {
      validateStreams(streams, config) {
        const all = streams.map(({ name, object, syncMode }) => `${name} ${object} ${syncMode}`);
        throw configError(`${all.join(', ')}, ${config.max_rejected_percent}`, { code: 'ERR_SYNC_MODE' });
      },
    };
    const replaced = { name: 'a', destination_sync_mode: 'overwrite' };

    it('has the error of the destination, which gets the streams with their objects', () => {
      const plan = () => plansFor(both, ['a', 'b'], { parts, config: { max_rejected_percent: 3 } });
      expect(plan).toThrow('a thing append, b thing append, 3');
    });

    it('has that error at the first record if the catalog may be that of a clear job', () => {
      const { plans } = plansFor(both, [replaced, 'b'], { parts });
      const error = { message: expect.stringContaining('a thing overwrite, b thing append') };
      expect(plans).toMatchObject([{ routeError: error }, { routeError: error }]);
    });
  });

  it('has no operation if another stream of a catalog that may be that of a clear job cannot be delivered', () => {
    const streams = ['a', { name: 'b', destination_sync_mode: 'overwrite' }];
    const { plans } = plansFor(anOperation(), streams);
    const error = { code: 'ERR_SYNC_MODE', stream: { name: 'b' } };
    expect(plans).toMatchObject([{ routeError: error }, { routeError: error }]);
  });

  it('is rejected for a strict schema that columns do not reach', () => {
    const strict = anOperation({ schema: z.strictObject({ id: z.number() }), unmappedColumns: 'drop' });
    expect(() => plansFor(strict, ['a'])).toThrow(
      expect.objectContaining({ code: 'ERR_SCHEMA_UNSUPPORTED' }),
    );
  });

  it.each([
    [
      'expects COMPLETE from a platform with generations',
      { generation_id: 4, minimum_generation_id: 4, sync_id: 7 },
      'expected',
    ],
    ['expects no COMPLETE without generations', {}, 'none'],
    ['may get none from PyAirbyte', { generation_id: 1, minimum_generation_id: 1, sync_id: 1 }, 'possible'],
  ])('%s', (_, numbers, expected) => {
    expect(plansFor(anOperation(), [{ name: 'a', ...numbers }]).plans[0]!.completeStatus).toBe(expected);
  });
});
