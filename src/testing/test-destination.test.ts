import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { baseUrlSpec } from '../config/testing/base-url-spec.ts';
import { delivered, destination, type Http, jsonArray, operation, tokenCredentials } from '../index.ts';
import { configuredStream } from './configured-catalog.ts';
import { record, streamState } from './messages.ts';
import {
  createTestDestination,
  type TestDestination,
  type TestDestinationOptions,
} from './test-destination.ts';

const definition = destination<{ base_url: string }, Http>({
  name: 'destination-notes',
  displayName: 'Notes',
  spec: baseUrlSpec(),
  connect: ({ base_url }, context) => context.http({ baseUrl: base_url }),
  async check(http) {
    await http.request({ method: 'GET', path: '/me', idempotent: true });
  },
  operations: () => [
    operation<{ text: string }, Http>({
      object: 'note',
      syncModes: ['append'],
      schema: z.object({ text: z.string().min(1) }),
      limits: { maxRows: 2 },
      framing: jsonArray,
      batchSemantics: 'all-or-nothing',
      async deliver(batch, http) {
        await http.request({ method: 'POST', path: '/notes', body: batch.body(), idempotent: true });
        return batch.all(delivered);
      },
    }),
  ],
});

const notes = { name: 'notes' };
const streams = [configuredStream('notes', { text: { type: 'string' } })];
const three = [1, 2, 3].map((n) => record(notes, { text: `note ${n}` }));
const state = (id: number) => streamState(notes, { at: id }, { id });

let open: TestDestination | undefined;
afterEach(() => open?.close());
const create = async (options: Omit<TestDestinationOptions, 'config'>): Promise<TestDestination> => {
  open = await createTestDestination(definition, { config: (url) => ({ base_url: url }), ...options });
  return open;
};

describe('a test destination', () => {
  it('names the connector and its version to the API in each command, and to the definition', async () => {
    const versions: string[] = [];
    const { connect } = definition;
    open = await createTestDestination(
      {
        ...definition,
        connect(config, context) {
          versions.push(context.version);
          return connect(config, context);
        },
      },
      { config: (url) => ({ base_url: url }), provider: () => 201 },
    );
    const ended = [await open.check(), await open.write(streams, [...three, state(1)])];
    const names = ended.flatMap(({ requests }) => requests.map(({ headers }) => headers['user-agent']));
    expect(names).toHaveLength(3);
    expect(new Set(names)).toEqual(new Set(['airbyte-destination-notes/0.0.0']));
    await open.discover();
    expect(versions).toEqual(['0.0.0', '0.0.0']);
  });

  it('shows what the connector threw by mistake, which the output hides', async () => {
    const mistake = new TypeError('note 1 has no author');
    const fail = () => Promise.reject(mistake);
    const [notesOperation] = definition.operations({} as never, {} as never);
    const broken = { ...definition, check: fail, operations: () => [{ ...notesOperation!, deliver: fail }] };
    open = await createTestDestination(broken, { config: (url) => ({ base_url: url }), provider: () => 201 });
    const ended = [await open.check(), await open.write(streams, [...three, state(1)])];
    for (const { thrown, messages } of ended) {
      expect(thrown).toBe(mistake);
      expect(JSON.stringify(messages)).not.toContain('author');
    }
    expect((await open.discover()).thrown).toBeUndefined();
  });

  it('shows the requests and the states of a write', async () => {
    const at = await create({ provider: () => 201 });
    const ended = await at.write(streams, [...three, state(7)]);
    expect([ended.exitCode, ended.error, ended.states]).toEqual([0, undefined, [7]]);
    expect(ended.requests.map(({ method, path, json }) => [method, path, json])).toEqual([
      ['POST', '/notes', [{ text: 'note 1' }, { text: 'note 2' }]],
      ['POST', '/notes', [{ text: 'note 3' }]],
    ]);
  });

  it('passes minutes of retries on its clock', async () => {
    let failures = 12;
    const at = await create({ provider: () => (failures-- > 0 ? 503 : 201) });
    const ended = await at.write(streams, [three[0]!, state(1)]);
    expect(ended.states).toEqual([1]);
    expect(ended.requests).toHaveLength(13);
    expect(ended.elapsedMs).toBeGreaterThan(30_000);
  });

  it('shows rejected records with their reasons, those of the schema and those of the provider', async () => {
    const at = await create({
      provider: ({ json }) =>
        JSON.stringify(json).includes('note 2') ? { status: 422, json: { message: 'unknown author' } } : 201,
    });
    const ended = await at.write(streams, [...three, record(notes, { text: '' }), state(1)]);
    expect(ended.rejected.map(({ record: rejected }) => rejected)).toEqual(
      expect.arrayContaining([{ text: 'note 2' }, { text: '' }]),
    );
    expect(ended.rejected.every(({ reason }) => reason.length > 0)).toBe(true);
    expect(ended.states).toEqual([1]);
  });

  it('shows the error of a failed write, its failure type and the states that were emitted before it', async () => {
    const at = await create({ provider: ({ body }) => (body.includes('note 3') ? 401 : 201) });
    const ended = await at.write(streams, [three[0]!, three[1]!, state(1), three[2]!, state(2)]);
    expect([ended.exitCode, ended.states, ended.error?.failureType]).toEqual([1, [1], 'config_error']);
  });

  it('shows the status and the message of a check', async () => {
    const good = await (await create({ provider: () => 200 })).check();
    expect([good.status, good.requests.length]).toEqual(['SUCCEEDED', 1]);
    await open?.close();
    const bad = await (await create({ provider: () => 401 })).check();
    expect(bad.status).toBe('FAILED');
    expect(bad.message).toContain('401');
  });

  it.each([
    [1, '1 rejected record is kept in', 'deliver it with'],
    [2, '2 rejected records are kept in', 'deliver them with'],
  ])('logs where the rejected records are, %i of them', async (count, kept, deliver) => {
    const destination = await create({ provider: () => 201 });
    const invalid = Array.from({ length: count }, () => record(notes, { text: '' }));
    const { logs } = await destination.write(streams, [...three, ...invalid, state(1)]);
    const line = logs.find((text) => text.includes('kept in'));
    expect(line).toContain(kept);
    expect(line).toContain(deliver);
  });

  it('does not warn of the directory for rejected records that the test itself chose', async () => {
    // In a container, check warns of a directory that is not mounted.
    const destination = await create({ provider: () => 200 });
    expect((await destination.check()).logs).toEqual([]);
  });

  it('lists for authors the ways to settle a batch that the provider rejects', async () => {
    const [operation] = definition.operations({} as never, {} as never);
    const { batchSemantics: _, ...rest } = operation!;
    open = await createTestDestination(
      { ...definition, operations: () => [rest as never] },
      { config: (url) => ({ base_url: url }), provider: () => 422 },
    );
    const { messages, error } = await open.write(streams, three);
    expect(error?.message).toContain('does not name the rows');
    const trace = messages.find((message) => message.trace?.type === 'ERROR')?.trace?.error;
    expect(trace?.internal_message).toContain('return batch.except(…)');
  });

  it('shows the operations of discover', async () => {
    const found = await (await create({ provider: () => 200 })).discover();
    expect(found.operations.map(({ object_name, sync_mode }) => [object_name, sync_mode])).toEqual([
      ['note', 'append'],
    ]);
  });

  it('applies the faults of a plan', async () => {
    const at = await create({
      provider: () => 201,
      faults: [{ nth: 1, action: { type: 'reset', when: 'before' } }],
    });
    expect((await at.write(streams, [three[0]!, state(1)])).states).toEqual([1]);
  });

  it('shows the requests to which a fault responded in place of the provider, too', async () => {
    const asked: string[] = [];
    const at = await create({
      provider({ path }) {
        asked.push(path);
        return 201;
      },
      faults: [{ match: { path: '/notes' }, nth: 1, action: { type: 'status', status: 503 } }],
    });
    const { requests } = await at.write(streams, [three[0]!, state(1)]);
    expect(asked).toEqual(['/notes']);
    expect(requests.map(({ path, json }) => [path, json])).toEqual([
      ['/notes', [{ text: 'note 1' }]],
      ['/notes', [{ text: 'note 1' }]],
    ]);
  });

  it('gives each command the configuration that an earlier one sent, without the store of the test', async () => {
    const spec = {
      ...definition.spec,
      connectionSpecification: {
        ...definition.spec.connectionSpecification,
        properties: {
          ...definition.spec.connectionSpecification.properties,
          token: { type: 'string', title: 'Token', airbyte_secret: true },
        },
      },
    };
    const used: string[] = [];
    const connect: typeof definition.connect = (config, context) => {
      const { base_url, token } = config as unknown as { base_url: string; token: string };
      used.push(token);
      return context.http({
        baseUrl: base_url,
        credentials: tokenCredentials({
          clock: context.clock,
          refreshToken: token,
          publish: (refreshToken) => context.updateConfig({ token: refreshToken }),
          obtain: async () => ({ value: 'access', refreshToken: `token-${used.length}` }),
          headers: (value) => ({ authorization: value }),
        }),
      });
    };
    open = await createTestDestination(
      { ...definition, spec, connect },
      { config: (url) => ({ base_url: url, token: 'token-0' }), provider: () => 201 },
    );
    const checked = await open.check();
    const written = await open.write(streams, [...three, state(1)]);
    expect([checked.status, written.states, used]).toEqual(['SUCCEEDED', [1], ['token-0', 'token-1']]);
    expect(checked.configUpdates).toEqual([{ base_url: expect.any(String), token: 'token-1' }]);
  });
});
