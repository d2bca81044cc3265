import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { builtConnector } from '@airbyte-ts/cdk/acceptance';
import type { OutputMessage } from '@airbyte-ts/cdk/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findProject, selectConnectors } from '../src/devtools/project.ts';
import { sampleFiles } from '../src/devtools/sample/sample-files.ts';
import { samplesOf } from '../src/devtools/sample/write-sample.ts';
import { startEmulator } from '../src/emulator/server.ts';
import { until } from '../src/emulator/testing/notes.ts';
import { runConnector } from '../src/testing/process.ts';
import { EMULATORS, emulatorOf } from './emulators/registry.ts';

const connectors = Object.keys(EMULATORS);
const root = fileURLToPath(new URL('..', import.meta.url));
const pageOf = (name: string): string => join(root, 'connectors', name, 'README.md');
let folder = '';
let clean: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samples-'));
});
afterEach(async () => {
  for (const each of clean) await each();
  clean = [];
  await rm(folder, { recursive: true });
});

const EMULATE = ['--conditions=@airbyte-ts/source', 'src/devtools/main.ts', 'emulate'];
const FILES = ['write', '--config', 'config.json', '--catalog', 'catalog.json'];

/** Runs `write` with the files of the folder, and returns the counts of its states. */
async function writeFolder(name: string, cwd: string) {
  const stdin = await readFile(join(cwd, 'messages.jsonl'), 'utf8');
  const { messages, exitCode, stderr } = await runConnector(builtConnector(name).command, FILES, {
    cwd,
    stdin,
  });
  const stats = messages.flatMap(({ state }) => (state ? [(state as State).destinationStats] : []));
  const problems = messages.filter(({ trace, log }) => trace || log?.level === 'WARN');
  return { exitCode, stderr, problems, counts: stats.map(({ recordCount }) => recordCount), stats };
}
type State = {
  destinationStats: { recordCount: number; rejectedRecordCount: number };
} & OutputMessage['state'];

/** The records of the connector's folder. */
const samples = async (name: string) => {
  const { samples: found, notes } = await samplesOf(
    selectConnectors(findProject(root), name, root)[0]!,
    join(folder, 'config.json'),
  );
  expect(notes).toEqual([]);
  return found;
};

async function addressOf(name: string): Promise<string> {
  const emulator = await startEmulator(emulatorOf(name).create());
  clean.push(() => emulator.close());
  return emulator.url;
}

describe.each(connectors)('the samples of %s', (name) => {
  test('have records of each object that discover offers with the configuration of the emulator', async () => {
    await writeFile(
      join(folder, 'config.json'),
      JSON.stringify(emulatorOf(name).config(await addressOf(name))),
    );
    const command = builtConnector(name).command;
    const { messages } = await runConnector(command, ['discover', '--config', 'config.json'], {
      cwd: folder,
    });
    const [catalog] = messages;
    const objects = new Set(catalog?.destination_catalog?.operations?.map((each) => each.object_name));
    expect((await samples(name)).map(({ object }) => object).sort()).toEqual([...objects].sort());
  });

  test('are all delivered, without a warning', async () => {
    const config = emulatorOf(name).config(await addressOf(name));
    await writeFile(join(folder, 'config.json'), JSON.stringify(config));
    const records = await samples(name);
    const files = sampleFiles(records, config);
    for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), content);
    expect(await writeFolder(name, folder)).toMatchObject({
      ...{ exitCode: 0, stderr: '', problems: [] },
      counts: records.map((each) => each.records.length),
    });
  });
});

describe.each(connectors.filter((name) => existsSync(pageOf(name))))(
  'the sample of the page of %s',
  (name) => {
    test('can be copied with the catalog beside it', async () => {
      const page = readFileSync(pageOf(name), 'utf8');
      await writeFile(
        join(folder, 'config.json'),
        JSON.stringify(emulatorOf(name).config(await addressOf(name))),
      );
      await writePageExample(page, folder);
      expect(await writeFolder(name, folder)).toMatchObject({ exitCode: 0, problems: [], counts: [2] });
    });
  },
);

test('the catalog and the messages of the README can be copied', async () => {
  const name = 'destination-tidepool-so';
  await writeFile(
    join(folder, 'config.json'),
    JSON.stringify(emulatorOf(name).config(await addressOf(name))),
  );
  await writePageExample(readFileSync(join(root, 'README.md'), 'utf8'), folder);
  expect(await writeFolder(name, folder)).toMatchObject({ exitCode: 0, problems: [], counts: [2] });
});

/** Writes the blocks below `catalog.json` and `messages.jsonl` of a page as files of these names. */
async function writePageExample(page: string, to: string): Promise<void> {
  for (const [file, language] of [
    ['catalog.json', 'json'],
    ['messages.jsonl', 'json'],
  ]) {
    const block = new RegExp(`\`${file}\`:\\n\\n\`\`\`${language}\\n([^\`]*)\`\`\``).exec(page)?.[1];
    expect(block, `the block of ${file}`).toBeDefined();
    await writeFile(join(to, file!), block!);
  }
}

describe('airbyte-ts sample', () => {
  const run = promisify(execFile);
  const sample = (...args: string[]) =>
    run(process.execPath, ['--conditions=@airbyte-ts/source', 'src/devtools/main.ts', 'sample', ...args], {
      cwd: root,
    });

  test('writes a catalog and messages that can be sent with a configuration', async () => {
    const name = 'destination-tidepool-metrics';
    const config = join(folder, 'mine.json');
    await writeFile(config, JSON.stringify(emulatorOf(name).config(await addressOf(name))));
    const { stdout } = await sample(join(folder, 'new'), name, '--config', config);
    expect(stdout).toContain(`npx ${name} write`);
    expect(stdout).toMatch(
      /prints a CONTROL message, put its .*config into .*config\.json before the next command/,
    );
    expect(await writeFolder(name, join(folder, 'new'))).toMatchObject({ exitCode: 0, problems: [] });
  });

  test('explains a configuration that is not valid, and a connector that is not named', async () => {
    const config = join(folder, 'mine.json');
    await writeFile(config, '{}');
    const invalid = sample(folder, 'destination-tidepool-so', '--config', config);
    await expect(invalid).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('(api_key)') });
    const unnamed = sample(folder, '--config', config);
    await expect(unnamed).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Name one connector'),
    });
  });
});

describe('the emulator with --sample', () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  test('writes files that work at once, and prints its URL and configuration first and alone', async () => {
    const target = join(folder, 'new', 'sample');
    await mkdir(join(folder, 'new'));
    child = spawn(process.execPath, [...EMULATE, 'destination-watershed', '--sample', target], { cwd: root });
    let [out, err] = ['', ''];
    child.stdout!.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    child.stderr!.setEncoding('utf8').on('data', (text) => {
      err += text;
    });
    await until(() => err.includes('CONTROL message'));
    expect(err).toContain(`into ${join(target, 'config.json')} before the next command`);
    const [url, config, rest] = out.split('\n');
    expect([url, rest]).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), '']);
    expect(JSON.parse(await readFile(join(target, 'config.json'), 'utf8'))).toEqual(JSON.parse(config!));
    expect((await readdir(target)).sort()).toEqual(['catalog.json', 'config.json', 'messages.jsonl']);
    expect(await writeFolder('destination-watershed', target)).toMatchObject({ exitCode: 0, counts: [3] });
    child.kill('SIGINT');
    await once(child, 'close');
  });

  test('describes the options of a connector in its help', async () => {
    child = spawn(process.execPath, [...EMULATE, 'destination-watershed', '--help'], { cwd: root });
    let out = '';
    child.stdout!.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    await once(child, 'close');
    for (const option of Object.keys(emulatorOf('destination-watershed').options!.shape))
      expect(out).toContain(`  ${option} `);
    expect(out).toContain('Duration of an import, without its rows.');
  });
});
