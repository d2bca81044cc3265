import { expect, it, vi } from 'vitest';
import { plainCommand } from './commands.ts';
import type { Connector } from './connector.ts';
import { main } from './main.ts';
import { program } from './program.ts';

const called = vi.hoisted(() => [] as unknown[][]);
vi.mock('./spec.ts', () => ({ spec: (...given: unknown[]) => void called.push(['spec', ...given]) }));
vi.mock('./check.ts', () => ({ check: (...given: unknown[]) => void called.push(['check', ...given]) }));
vi.mock('./discover.ts', () => ({
  discover: (...given: unknown[]) => void called.push(['discover', ...given]),
}));
vi.mock('./write.ts', () => ({ write: (...given: unknown[]) => void called.push(['write', ...given]) }));

const connector = {
  name: 'destination-example',
  version: '1.0.0',
  specification: { connectionSpecification: {} },
} as unknown as Connector;

it.each([
  ['spec', []],
  ['check', ['--config', 'c.json']],
  ['discover', ['--config', '/a b/c.json']],
  ['write', ['--config', 'c.json', '--catalog', 'k.json']],
  ['write', ['--catalog', 'k.json', '--config', 'c.json']],
  ['write', ['--config', 'x', '--catalog', 'x']],
])('%s with the arguments of a platform (%j) runs as the command line runs it', async (name, args) => {
  called.length = 0;
  await plainCommand(name, args)!(connector);
  await program(connector).parseAsync(['node', 'main.js', name, ...args]);
  expect(called).toHaveLength(2);
  expect(called[0]).toEqual(called[1]);
});

it.each([
  [undefined, []],
  ['--help', []],
  ['constructor', []],
  ['replay', ['--config', 'c.json']],
  ['spec', ['--help']],
  ['check', []],
  ['check', ['--config']],
  ['check', ['--config=c.json']],
  ['check', ['--config', '']],
  ['check', ['--config', '--help']],
  ['check', ['--catalog', 'k.json']],
  ['check', ['c.json', '--config']],
  ['check', ['--config', 'c.json', '--help']],
  ['write', ['--config', 'c.json']],
  ['write', ['--config', 'c.json', '--config', 'd.json']],
  ['write', ['--config', '--catalog', '--catalog', 'k.json']],
  ['write', ['--config', 'c.json', '--catalog', 'k.json', '--report', 'r.html']],
])('%s %j is left to the command line, which knows options, help and errors', (name, args) => {
  expect(plainCommand(name, args)).toBeUndefined();
});

it('the command line is not loaded for the arguments of a platform', async () => {
  called.length = 0;
  const { argv } = process;
  const parser = vi.fn();
  vi.doMock('./program.ts', () => ({ program: parser }));
  process.argv = ['node', 'main.js', 'check', '--config', 'c.json'];
  try {
    await main(connector);
  } finally {
    process.argv = argv;
    vi.doUnmock('./program.ts');
  }
  expect(called).toHaveLength(1);
  expect(parser).not.toHaveBeenCalled();
});
