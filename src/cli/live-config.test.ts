import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Context } from '../define/context.ts';
import { gate } from '../engine/testing/fixtures.ts';
import { configError } from '../errors.ts';
import { delivered, destination, jsonArray, operation } from '../index.ts';
import { createRedactor } from '../redact.ts';
import { configuredStream } from '../testing/configured-catalog.ts';
import { record, streamState } from '../testing/messages.ts';
import { testLog } from '../testing/test-context.ts';
import { createTestDestination, type TestDestination } from '../testing/test-destination.ts';
import { LiveConfig } from './live-config.ts';

interface Config {
  readonly login: { readonly kind: string; readonly refresh_token?: string };
}

type Api = { readonly config: Config; readonly context: Context };

const secret = { type: 'string', airbyte_secret: true };
const properties = {
  pace: { type: 'number', default: 5 },
  login: {
    type: 'object',
    oneOf: [
      { properties: { kind: { const: 'key' }, key: secret }, required: ['kind'] },
      {
        properties: { kind: { const: 'oauth' }, refresh_token: secret },
        required: ['kind', 'refresh_token'],
      },
    ],
  },
};
const definition = destination<Config, Api>({
  name: 'destination-rotating',
  displayName: 'Rotating',
  spec: {
    documentationUrl: 'https://example.com',
    supported_destination_sync_modes: ['append'],
    connectionSpecification: { type: 'object', required: ['login'], properties },
  },
  connect: (config, context) => ({ config, context }),
  check: ({ context }) => context.updateConfig({ login: { refresh_token: 'token-2' } }),
  operations: () => [
    operation<{ n: number }, Api>({
      object: 'row',
      syncModes: ['append'],
      schema: z.object({ n: z.number() }),
      limits: { maxRows: 1 },
      framing: jsonArray,
      async deliver(batch, { context }) {
        const [{ n }] = JSON.parse(Buffer.concat(batch.body()).toString()) as [{ n: number }];
        await context.updateConfig({ login: { refresh_token: `token-${n}` } });
        context.log.info(`The token is token-${n}.`);
        return batch.all(delivered);
      },
    }),
  ],
});

let open: TestDestination | undefined;
afterEach(() => open?.close());
const create = async (parts: Partial<typeof definition> = {}): Promise<TestDestination> => {
  open = await createTestDestination(
    { ...definition, ...parts },
    {
      config: () => ({ login: { kind: 'oauth', refresh_token: 'token-1' }, old_setting: 1 }),
      provider: () => 200,
    },
  );
  return open;
};
const rows = { name: 'rows' };
const write = (at: TestDestination, count: number) =>
  at.write(
    [configuredStream('rows', { n: { type: 'integer' } })],
    Array.from({ length: count }, (_, i) => [
      record(rows, { n: i + 2 }),
      streamState(rows, { at: i }, { id: i + 1 }),
    ]).flat(),
  );

const tokenOf = (config: object): string | undefined => (config as Config).login.refresh_token;

describe('a changed configuration', () => {
  it('is sent by check, complete and without defaults, before the status', async () => {
    const { messages, configUpdates, status } = await (await create()).check();
    expect(status).toBe('SUCCEEDED');
    const types = messages.map(({ type }) => type);
    expect(types.filter((type) => type !== 'LOG')).toEqual(['CONTROL', 'CONNECTION_STATUS']);
    expect(configUpdates).toEqual([
      {
        login: { kind: 'oauth', refresh_token: 'token-2' },
        old_setting: 1,
      },
    ]);
    expect(messages.find(({ type }) => type === 'CONTROL')?.control).toMatchObject({
      type: 'CONNECTOR_CONFIG',
      emitted_at: expect.any(Number),
    });
  });

  it('is sent by write before the state of the rows that were delivered with it', async () => {
    const { messages, configUpdates, exitCode } = await write(await create({ maxConcurrency: 1 }), 3);
    expect(exitCode).toBe(0);
    expect(configUpdates.map(tokenOf)).toEqual(['token-2', 'token-3', 'token-4']);
    const order = messages.map(({ control, state }) => {
      const config = control?.connectorConfig?.config;
      return config ? tokenOf(config) : state?.id;
    });
    for (const id of [1, 2, 3]) expect(order.indexOf(id)).toBeGreaterThan(order.indexOf(`token-${id + 1}`));
  });

  it('has its secrets in no other message', async () => {
    const { messages } = await write(await create(), 2);
    const others = JSON.stringify(messages.filter(({ type }) => type !== 'CONTROL'));
    expect(others).toContain('The token is ****.');
    expect(others).not.toMatch(/token-[123]/);
  });

  it('is not sent if no value changes', async () => {
    const check: typeof definition.check = (_api, _config, context) =>
      context.updateConfig({ login: { refresh_token: 'token-1' }, pace: undefined });
    expect((await (await create({ check })).check()).configUpdates).toEqual([]);
  });

  it('contains all changes that were made at the same time', async () => {
    const check: typeof definition.check = async (_api, _config, { updateConfig }) => {
      await Promise.all([updateConfig({ pace: 7 }), updateConfig({ login: { refresh_token: 'token-2' } })]);
    };
    expect((await (await create({ check })).check()).configUpdates).toMatchObject([
      { pace: 7, login: { refresh_token: 'token-1' } },
      { pace: 7, login: { refresh_token: 'token-2' } },
    ]);
  });

  it('that does not fit the specification is an error without the value, which is masked', async () => {
    const check: typeof definition.check = async (_api, _config, context) => {
      await context.updateConfig({ login: { refresh_token: 'token-2' }, pace: 'fast' }).catch((thrown) => {
        context.log.info('not token-2');
        throw thrown;
      });
    };
    const ended = await (await create({ check })).check();
    expect([ended.status, ended.configUpdates]).toEqual(['FAILED', []]);
    expect(ended.thrown).toMatchObject({ code: 'ERR_CONFIG_UPDATE_INVALID', detail: '/pace type' });
    expect(JSON.stringify(ended.messages)).toContain('not ****');
  });
});

it('a changed configuration that validateConfig rejects is not sent and does not replace the former one', async () => {
  const seen: unknown[] = [];
  const parts: Partial<typeof definition> = {
    validateConfig(config) {
      if (tokenOf(config) === 'token-2') throw configError('The token is not usable.');
    },
    async check(_api, _config, { updateConfig }) {
      await updateConfig({ login: { refresh_token: 'token-2' } }).catch((thrown) => seen.push(thrown));
      await updateConfig({ pace: 7 });
    },
  };
  const { configUpdates } = await (await create(parts)).check();
  expect(seen).toMatchObject([{ code: 'ERR_CONFIG_UPDATE_INVALID', detail: 'The token is not usable.' }]);
  expect(configUpdates).toMatchObject([{ pace: 7, login: { refresh_token: 'token-1' } }]);
});

describe('a configuration that changes while operations are fetched', () => {
  const seen: (string | undefined)[] = [];
  const parts: Partial<typeof definition> = {
    connect(config, context) {
      const { login } = config as Config;
      seen.push(login.refresh_token);
      return { config, context };
    },
    check: () => Promise.resolve(),
    fetchOperations: async (_api, _config, context) => {
      await context.updateConfig({ login: { refresh_token: 'token-2' } });
      return [];
    },
  };
  const runs = {
    check: (at: TestDestination) => at.check(),
    write: (at: TestDestination) => write(at, 0),
  } as const;

  it.each(['check', 'write'] as const)('is the one with which %s connects afterwards', async (name) => {
    seen.length = 0;
    const { configUpdates } = await runs[name](await create(parts));
    expect(seen).toEqual(['token-1', 'token-2']);
    expect(configUpdates).toHaveLength(1);
  });

  it('is not sent by discover, which succeeds', async () => {
    const { configUpdates, exitCode, operations } = await (await create(parts)).discover();
    expect([configUpdates, exitCode, operations.length]).toEqual([[], 0, 1]);
  });
});

describe('LiveConfig', () => {
  const start = (isSent: boolean) => {
    const lines: string[] = [];
    const reader = gate();
    const output = {
      line: (text: string) => void lines.push(text),
      message: () => undefined,
      ...{ blocked: false, closed: false, drained: () => reader.passed },
    };
    const log = testLog();
    const config = new LiveConfig({ output, log, redactor: createRedactor(), now: () => 7, isSent });
    const text = '{"login":{"kind":"oauth","refresh_token":"a"},"id":9007199254740993}';
    config.set({ text, config: {}, specification: definition.spec });
    return { config, lines, log, reader };
  };
  const change = { login: { refresh_token: 'b' } };

  it('resolves when the reader has taken the message', async () => {
    const { config, lines, reader } = start(true);
    let isDone = false;
    const updated = config.update(change).then(() => {
      isDone = true;
    });
    await expect.poll(() => lines).toHaveLength(1);
    expect(isDone).toBe(false);
    reader.open();
    await updated;
    expect(lines).toEqual([
      '{"type":"CONTROL","control":{"type":"CONNECTOR_CONFIG","emitted_at":7,"connectorConfig":{"config":' +
        '{"login":{"kind":"oauth","refresh_token":"b"},"id":9007199254740993}}}}',
    ]);
  });

  it('logs at DEBUG that a command does not send a change, and applies it', async () => {
    const { config, lines, log } = start(false);
    await config.update(change);
    expect(lines).toEqual([]);
    expect(log.lines).toEqual([
      'The connector changed its configuration. This command does not send it to the platform.',
    ]);
    expect(config.current).toMatchObject(change);
  });
});
