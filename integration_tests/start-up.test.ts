import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testStream } from '../src/testing/acceptance/stream.ts';
import { catalog } from '../src/testing/configured-catalog.ts';
import { runConnector } from '../src/testing/process.ts';
import { subjects } from './acceptance/subjects.ts';

/** Writes the names of Node's own modules that were loaded to stderr. */
const TELLS_MODULES = `--import=data:text/javascript,process.on('exit',()=>process._rawDebug(process.moduleLoadList.join()))`;

/** Modules that take long to load, and that no command needs before it connects. */
const SLOW = [
  'internal/deps/undici/undici',
  'child_process',
  'fs/promises',
  'http',
  'https',
  'http2',
  'tls',
  'zlib',
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-up-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(subjects.map((subject) => [subject.name, subject] as const))('%s', (name, subject) => {
  const [node, ...command] = subject.command;

  test('spec and discover load none of the slow modules of Node', async () => {
    const config = join(folder, `${name}.json`);
    await writeFile(config, JSON.stringify(subject.offlineConfig));
    for (const args of [['spec'], ['discover', '--config', config]]) {
      const { stderr } = await runConnector([node!, TELLS_MODULES, ...command], args);
      const loaded = stderr.split(',').map((each) => each.replace('NativeModule ', ''));
      expect(loaded).toContain('fs');
      expect(loaded.filter((each) => SLOW.includes(each))).toEqual([]);
    }
  });
});

test('a sync with few requests does not optimise the parser of responses, which costs more than it saves', async () => {
  const subject = subjects.find(({ name }) => name === 'destination-tidepool-metrics')!;
  const probe = await subject.provider!();
  try {
    const stream = testStream(subject.objects[0]);
    const [config, catalogFile] = [join(folder, 'few.json'), join(folder, 'few-catalog.json')];
    await writeFile(config, JSON.stringify(probe.config));
    await writeFile(catalogFile, catalog([stream.configured]));
    const [node, ...rest] = subject.command;
    const { lines } = await runConnector(
      [node!, '--trace-wasm-compilation-times', ...rest],
      ['write', '--config', config, '--catalog', catalogFile],
      { stdin: stream.records(0, 20).map((line) => `${line}\n`) },
    );
    expect(probe.arrived()).toHaveLength(20);
    const compiled = lines.filter((line) => line.startsWith('Compiled function'));
    expect(compiled.length).toBeGreaterThan(0);
    expect(compiled.filter((line) => line.includes('TurboFan'))).toEqual([]);
  } finally {
    await probe.stop();
  }
});

test('the bundles contain no unused parts of zod, such as its translations', async () => {
  const chunks = new URL('../dist/chunks/', import.meta.url);
  const texts = await Promise.all(
    (await readdir(chunks)).map((each) => readFile(new URL(each, chunks), 'utf8')),
  );
  expect(texts.some((text) => text.includes('Invalid input: expected'))).toBe(true);
  expect(texts.some((text) => text.includes('Input tidak valid'))).toBe(false);
});
