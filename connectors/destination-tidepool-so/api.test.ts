import {
  type Batch,
  ConnectorError,
  type Context,
  type Http,
  type HttpOptions,
  type HttpRequest,
} from '@airbyte-ts/cdk';
import { type FakeClock, fakeClock, testContext } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import type { DestinationTidepoolSoConfig as Config } from '../../spec/types/destination-tidepool-so.ts';
import { EventsApi } from './api.ts';
import definition from './index.ts';
import { config } from './testing/config.ts';

interface Sent {
  readonly path: string;
  readonly request: HttpRequest;
  respond(status?: number, data?: string): Promise<void>;
  fail(error: Error): Promise<void>;
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A provider whose responses the test triggers, one by one. */
function provider(rest: Partial<Config> = {}) {
  const sent: Sent[] = [];
  const warnings: string[] = [];
  let options: HttpOptions | undefined;
  const request = (wanted: HttpRequest) =>
    new Promise((resolve, reject) => {
      sent.push({
        path: wanted.path,
        request: wanted,
        respond(status = wanted.path === '/track' ? 201 : 200, data = '') {
          resolve({ status, headers: {}, data });
          return settle();
        },
        fail(error) {
          reject(error);
          return settle();
        },
      });
    });
  const context: Context = {
    version: '0.0.0',
    log: {
      error: () => undefined,
      warn: (text) => warnings.push(text),
      info: () => undefined,
      debug: () => undefined,
    },
    clock: fakeClock(),
    signal: new AbortController().signal,
    http: (given) => {
      options = given;
      return { request, close: () => Promise.resolve() } as unknown as Http;
    },
    maskSecret: () => undefined,
    updateConfig: () => Promise.resolve(),
    waiting: (_, wait) => wait(),
  };
  const api = new EventsApi({ ...config, ...rest }, context);
  const [operation] = definition.operations({ ...config, ...rest }, testContext().context);
  return {
    api,
    sent,
    warnings,
    context,
    options: options!,
    paths: () => sent.map((each) => each.path),
    /** Delivers a batch; the result is in `ended` once it has one. */
    deliver(name: string) {
      const state: { ended?: unknown } = {};
      const batch = { name, body: () => [Buffer.from(name)], all: () => 'settled' } as unknown as Batch;
      operation!.deliver(batch, api, context).then(
        (value) => (state.ended = value),
        (error: unknown) => (state.ended = error),
      );
      return state;
    },
  };
}

const bodyOf = ({ request }: Sent): string => Buffer.concat(request.body as Uint8Array[]).toString();
const error = (kind: ConnectorError['kind'], options = {}): ConnectorError =>
  new ConnectorError(kind, kind, options);

it('a rejected batch is bisected with /validate, and by delivering halves where validation is off', () => {
  const operationFor = (validation: Config['validation']) =>
    definition.operations({ ...config, ...{ validation } }, testContext().context)[0]!;
  for (const validation of ['first_batch', 'every_batch'] as const)
    expect(operationFor(validation).validate).toBeDefined();
  expect(operationFor('never').validate).toBeUndefined();
  expect(operationFor('never').batchSemantics).toBe('all-or-nothing');
});

describe('requests', () => {
  it('carry the API key and keep the configured pace', () => {
    expect(provider({ base_url: 'http://localhost:1', max_requests_per_second: 2 }).options).toMatchObject({
      baseUrl: 'http://localhost:1',
      headers: { 'x-tidepool-api-key': 'key' },
      requestsPerSecond: 2,
    });
  });

  it('with a rejected API key fail with the place to create another; other statuses keep their usual meaning', () => {
    const { classify } = provider().options;
    for (const status of [401, 403])
      expect(classify?.({ status, headers: {}, text: '' })).toMatchObject({
        kind: 'auth',
        code: 'ERR_API_KEY_REJECTED',
      });
    for (const status of [400, 404, 413, 429, 500])
      expect(classify?.({ status, headers: {}, text: '' })).toBeUndefined();
  });

  it('that store events are not retried by the client, because the first one may have been applied', async () => {
    const { deliver, sent } = provider({ validation: 'never' });
    deliver('a');
    await settle();
    expect(sent[0]?.request.idempotent ?? false).toBe(false);
  });

  it('that store events succeed with a 2xx other than 201, and warn once', async () => {
    const { deliver, sent, warnings } = provider({ validation: 'never' });
    const both = [deliver('a'), deliver('b')];
    await settle();
    for (const each of sent) await each.respond(200);
    expect(both.map((each) => each.ended)).toEqual(['settled', 'settled']);
    expect(warnings).toEqual(['/track returned status 200; 201 is documented. The events count as stored.']);
  });

  it.each(['track', 'validate'] as const)(
    'to /%s fail with a 2xx whose body is an error or incomplete, and the events are sent again',
    async (path) => {
      for (const [body, code] of [
        ['{"error":"rate limited"}', 'ERR_ERROR_IN_SUCCESS'],
        [' {"errors":[{"message":"x"}]}', 'ERR_ERROR_IN_SUCCESS'],
        ['{"error":null,"errors":[]}', undefined],
        ['{"accepted":2}', undefined],
        ['{"status":"error"}', 'ERR_ERROR_IN_SUCCESS'],
        ['{"success":false}', 'ERR_ERROR_IN_SUCCESS'],
        ['[{"id":"a"},{"id":"b","error":"bad"}]', 'ERR_ERROR_IN_SUCCESS'],
        ['{"status":"ok","success":true}', undefined],
        ['[{"id":"a"}]', undefined],
        ['{"errors":{}}', undefined],
        ['\uFEFF{"ok":true}', undefined],
        ['{"id":"a"}\n{"id":"b"}', undefined],
        ['{"id":"a"}\n{"id":"b","error":"x"}', 'ERR_ERROR_IN_SUCCESS'],
        ['[INFO] stored 3', undefined],
        ['{"status":"failed: 0"}', undefined],
        ['accepted', undefined],
        ['', undefined],
        ['{"error":"quota exce', 'ERR_INCOMPLETE_RESPONSE'],
        ['<Error>no</Error>', 'ERR_INCOMPLETE_RESPONSE'],
      ] as const) {
        const { api, sent } = provider({ validation: 'never' });
        const tracked = api[path]([]).then(
          () => undefined,
          (error: ConnectorError) => [error.kind, error.code],
        );
        await settle();
        await sent[0]!.respond(200, body);
        expect([body, await tracked]).toEqual([body, code && ['transient', code]]);
      }
    },
  );
});

describe('validation', () => {
  it('validates every batch before it is sent with every_batch', async () => {
    const { deliver, sent, paths } = provider({ validation: 'every_batch' });
    const one = deliver('a');
    deliver('b');
    await settle();
    expect(paths()).toEqual(['/validate', '/validate']);
    await sent[0]!.respond();
    expect(paths()).toEqual(['/validate', '/validate', '/track']);
    expect(bodyOf(sent[2]!)).toBe('a');
    await sent[2]!.respond();
    expect(one.ended).toBe('settled');
  });

  it('sends batches without validation with never', async () => {
    const { deliver, paths } = provider({ validation: 'never' });
    deliver('a');
    await settle();
    expect(paths()).toEqual(['/track']);
  });

  it('delays all batches until the first one is validated, once, with first_batch', async () => {
    const { deliver, sent, paths } = provider();
    deliver('a');
    deliver('b');
    deliver('c');
    await settle();
    expect(paths()).toEqual(['/validate']);
    expect(bodyOf(sent[0]!)).toBe('a');
    await sent[0]!.respond();
    expect(paths()).toEqual(['/validate', '/track', '/track', '/track']);
    deliver('d');
    await settle();
    expect(paths().filter((path) => path === '/validate')).toHaveLength(1);
  });

  it('validates batches one after another with first_batch until one is accepted, and stores nothing before', async () => {
    const { deliver, sent, paths } = provider();
    const all = ['a', 'b', 'c', 'd'].map(deliver);
    await settle();
    await sent[0]!.fail(error('reject', { status: 422 }));
    expect(all[0]!.ended).toMatchObject({ kind: 'reject' });
    await sent[1]!.fail(error('reject', { code: 'ERR_TOO_LARGE', status: 413 }));
    expect(all[1]!.ended).toMatchObject({ kind: 'reject' });
    expect(paths()).toEqual(['/validate', '/validate', '/validate']);
    expect(sent.map(bodyOf)).toEqual(['a', 'b', 'c']);
    await sent[2]!.respond();
    expect(paths().slice(3)).toEqual(['/track', '/track']);
    expect(sent.slice(3).map(bodyOf)).toEqual(['c', 'd']);
  });

  it('that accepts the valid rows of a rejected batch admits the other batches', async () => {
    const { api, deliver, sent, paths } = provider();
    deliver('a');
    await settle();
    await sent[0]!.fail(error('reject', { status: 422 }));
    const part = api.validate([Buffer.from('half of a')]);
    await settle();
    await sent[1]!.respond();
    await part;
    deliver('b');
    await settle();
    expect(paths()).toEqual(['/validate', '/validate', '/track']);
  });

  it('without a response is repeated by the next batch before anything is sent', async () => {
    const { deliver, sent, paths } = provider();
    const waiting = [deliver('a'), deliver('b')];
    await settle();
    await sent[0]!.fail(error('transient'));
    expect(waiting.map((each) => each.ended)).toEqual([error('transient'), error('transient')]);
    const again = deliver('b');
    await settle();
    expect(paths()).toEqual(['/validate', '/validate']);
    expect(bodyOf(sent[1]!)).toBe('b');
    await sent[1]!.respond();
    await sent[2]!.respond();
    expect([paths()[2], again.ended]).toEqual(['/track', 'settled']);
  });

  it('that rejects the API key fails every batch', async () => {
    const { deliver, sent, paths } = provider();
    const all = [deliver('a'), deliver('b')];
    await settle();
    await sent[0]!.fail(error('auth'));
    all.push(deliver('c'));
    await settle();
    expect(all.map((each) => each.ended)).toEqual([error('auth'), error('auth'), error('auth')]);
    expect(paths()).toEqual(['/validate']);
  });
});

describe('the check', () => {
  const check = (to: ReturnType<typeof provider>) => definition.check(to.api, config, to.context);

  it('validates one synthetic event and stores nothing', async () => {
    const to = provider();
    const checked = check(to);
    await settle();
    expect(to.paths()).toEqual(['/validate']);
    const [event] = JSON.parse(bodyOf(to.sent[0]!)) as Record<string, unknown>[];
    expect(event).toMatchObject({
      event_name: 'USER_MESSAGE',
      text: expect.stringContaining('Not a real event'),
    });
    expect(to.sent[0]!.request.idempotent).toBe(true);
    await to.sent[0]!.respond();
    await checked;
    expect(to.sent).toHaveLength(1);
  });

  it('is repeated after a damaged response, and fails with a transient error after four of them', async () => {
    for (const damaged of [3, 4]) {
      const to = provider();
      const clock = to.context.clock as FakeClock;
      const ended = check(to).then(
        () => 'accepted',
        (thrown: ConnectorError) => thrown.code,
      );
      for (let nth = 0; nth < 4; nth++) {
        await settle();
        await to.sent[nth]!.respond(200, nth < damaged ? '{"a":' : '{}');
        await clock.advance(8_000);
      }
      expect(await ended).toBe(damaged === 3 ? 'accepted' : 'ERR_INCOMPLETE_RESPONSE');
      expect(to.sent).toHaveLength(4);
    }
  });

  it.each<[string, string, (sent: Sent) => Promise<void>]>([
    [
      'an event that is rejected',
      'test event (status 422): no such field',
      (sent) => sent.fail(error('reject', { status: 422, providerMessage: 'no such field' })),
    ],
    [
      'an error in spite of a success status',
      'test event (status 200): {"error":"invalid key"}',
      (sent) => sent.respond(200, '{"error":"invalid key"}'),
    ],
    [
      'a rejection without a status and a text',
      'test event: no reason given',
      (sent) => sent.fail(error('reject')),
    ],
  ])(
    'fails with a config error after %s, and shows the status and the provider message if there are any',
    async (_, message, end) => {
      const to = provider();
      const checked = check(to);
      await settle();
      await Promise.all([
        expect(checked).rejects.toMatchObject({
          ...{ kind: 'config', code: 'ERR_TEST_EVENT_REJECTED' },
          message: expect.stringContaining(message),
        }),
        end(to.sent[0]!),
      ]);
    },
  );

  it('does not show a web page as the reason of tidepool.so', async () => {
    const to = provider();
    const checked = check(to);
    await settle();
    const page = new ConnectorError('transient', 'A web page came instead of a response of the API.', {
      code: 'ERR_UNREADABLE_RESPONSE',
      status: 200,
      providerMessage: '<!doctype html>',
    });
    await Promise.all([expect(checked).rejects.toBe(page), to.sent[0]!.fail(page)]);
  });

  it('passes on errors of the API key and of the network', async () => {
    for (const kind of ['auth', 'transient'] as const) {
      const to = provider();
      const checked = check(to);
      await settle();
      await Promise.all([expect(checked).rejects.toMatchObject({ kind }), to.sent[0]!.fail(error(kind))]);
    }
  });
});
