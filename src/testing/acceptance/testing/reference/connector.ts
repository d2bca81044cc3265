#!/usr/bin/env node
/**
 * A minimal connector that proves the acceptance suite: it passes the cases that
 * `acceptance.test.ts` names, and `REFERENCE_FAULT` breaks one promise at a time, which a case must then detect.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Catalog } from './catalog.ts';
import { discover } from './discover.ts';
import { broken } from './faults.ts';
import { configUpdate, Failure, out, trace } from './output.ts';
import { type Config, send } from './send.ts';
import { specification } from './spec.ts';
import { write } from './write.ts';

async function check(config: Config): Promise<void> {
  await send(config, broken('check-writes') ? '/rows' : '/ping', '[{"key":"check"}]');
}

/** Reads a JSON file. The error names the file and does not quote it. */
function file<T>(name: '--config' | '--catalog'): T {
  const path = option(name);
  if (broken('wants-json-endings') && !path.endsWith('.json')) throw new Failure(`${path} is no JSON file.`);
  const what = `The ${name.slice(2)} ${path}`;
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
    const value = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no object');
    return value;
  } catch {
    throw new Failure(`${what} is no JSON object${broken('shows-files') ? `: ${text}` : '.'}`);
  }
}

function option(name: string): string {
  const args = process.argv.slice(3);
  const joined = broken('wants-blanks') ? undefined : args.find((arg) => arg.startsWith(`${name}=`));
  const value =
    joined?.slice(name.length + 1) ?? (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  if (value !== undefined) return value;
  if (broken('guesses-options')) return 'config.json';
  throw new UsageError();
}

/** Returns the configuration; fails if a required setting is missing. */
function configuration(): Config {
  const config = file<Config>('--config');
  for (const name of ['url', 'key'] as const)
    if (typeof config[name] !== 'string' && !broken('takes-any-config')) {
      const shown = broken('shows-values') ? ` ${JSON.stringify(config)} does not do.` : '';
      throw new Failure(`The configuration needs a text named ${name}.${shown}`);
    }
  return config;
}

class UsageError extends Error {}

async function run(command: string | undefined): Promise<void> {
  if (broken(`updates-its-config-in-${command}`)) configUpdate(command === 'spec' ? {} : configuration());
  if (command === 'spec') out({ type: 'SPEC', spec: specification() });
  else if (command === 'discover') await discover(configuration());
  else if (command === 'write') {
    option('--catalog');
    await write(configuration(), file<Catalog>('--catalog'));
  } else if (command === 'check') {
    let message: string | undefined;
    await (async () => check(configuration()))().catch((thrown: Error) => {
      if (thrown instanceof UsageError) throw thrown;
      if (!broken('check-always-succeeds')) message = thrown.message;
    });
    const status = {
      type: 'CONNECTION_STATUS',
      connectionStatus: { status: message ? 'FAILED' : 'SUCCEEDED', message },
    };
    out(status);
    if (broken('two-check-results')) out(status);
    if (message && broken('check-exit-1')) process.exitCode = 1;
  } else if (!broken('takes-any-command')) throw new UsageError();
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  if (broken('exit-143')) process.once(signal, () => process.exit(143));
  if (broken('ignores-signals')) process.on(signal, () => {});
}
if (broken('runs-elsewhere')) process.chdir('/');
const outlives = (): unknown => setTimeout(() => {}, 60_000);
if (!broken('shows-epipe'))
  process.stdout.on('error', broken('outlives-its-reader') ? outlives : () => process.exit(1));
if (broken('writes-to-stderr')) process.stderr.write('hello\n');
if (broken('noise')) process.stdout.write('hello\n');
try {
  await run(process.argv[2]);
} catch (thrown) {
  if (thrown instanceof UsageError) {
    process.stderr.write(
      'usage: spec | check --config … | discover --config … | write --config … --catalog …\n',
    );
    process.exitCode = 1;
  } else trace(thrown);
}
if (broken('exits-at-once')) process.exit();
if (broken('lingers')) await sleep(60_000);
