import { afterEach, expect, test, vi } from 'vitest';
import { flagsOf } from './flags.ts';

afterEach(() => vi.restoreAllMocks());

test('the help has the name of the command that was called, quoted emulators, and no defaults as JSON', () => {
  let help = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    help += String(text);
    return true;
  });
  vi.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('ended');
  });
  expect(() => flagsOf(['--help'], ['destination-a', 'b, c'], 'airbyte-ts accept')).toThrow('ended');
  expect(help).toContain('Usage: airbyte-ts accept [options]');
  expect(help.replaceAll(/\s+/g, ' ')).toContain('one of "destination-a", "b, c"');
  expect(help).not.toMatch(/connector-acceptance|default: [[{]/);
});

test('options that may be repeated are collected, and empty without them', () => {
  const args = ['--env', 'A=1', '--run-option', '--read-only', '--env', 'B=2', '--run-option', 'x'];
  expect(flagsOf(args, [], 'c')).toMatchObject({ env: { A: '1', B: '2' }, runOption: ['--read-only', 'x'] });
  expect(flagsOf([], [], 'c')).toMatchObject({ env: {}, runOption: [], jobs: 4 });
});
