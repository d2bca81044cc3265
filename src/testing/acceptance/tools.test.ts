import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Subject } from '../subject.ts';
import { type MadeTools, makeTools } from './tools.ts';

/** Prints the token of its configuration, and replaces it as a provider replaces a refresh token. */
const ROTATING = `
  const path = process.argv.join('=').split('--config=')[1].split('=')[0];
  const config = JSON.parse(require('node:fs').readFileSync(path, 'utf8'));
  const say = (message) => console.log(JSON.stringify(message));
  say({ type: 'LOG', log: { level: 'INFO', message: 'token ' + config.token } });
  const next = { ...config, token: config.token + 1 };
  say({ type: 'CONTROL', control: { type: 'CONNECTOR_CONFIG', emitted_at: 1, connectorConfig: { config: next } } });`;

const config = { base_url: 'x', token: 1 };
const subject = {
  ...{ name: 'rotating', command: [process.execPath, '-e', ROTATING, '--'], offlineConfig: config },
  ...{ objects: [], secrets: [], broken: [] },
} as unknown as Subject;

let made: MadeTools;
beforeEach(async () => {
  made = await makeTools(subject, undefined);
});
afterEach(async () => void (await made.close()));

test('each run of a case gets the configuration that the previous one sent, as from the platform', async () => {
  const { tools } = made;
  const tokens: unknown[] = [];
  const note = ({ messages }: Awaited<ReturnType<typeof tools.run>>) =>
    tokens.push(messages[0]?.log?.message);
  note(await tools.check());
  note(await tools.write({ streams: [] }));
  note(await (await tools.startWrite({ streams: [], config }, { stdin: '' })).finished);
  await tools.file('own.json', JSON.stringify(tools.config));
  note(await tools.run(['check', '--config=own.json']));
  note(await tools.check({ base_url: 'another', token: 1 }));
  note(await tools.check());
  expect(tokens).toEqual(['token 1', 'token 2', 'token 3', 'token 4', 'token 1', 'token 5']);
});
