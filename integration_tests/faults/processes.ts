import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/clock.ts';
import { endedEarly, startAttempt } from '../platform/index.ts';
import type { Runtime } from './runtime.ts';
import { SETTLED_MS } from './schedule.ts';
import type { Target } from './target.ts';

/** The connector as a process, as a platform runs it. */
export function processes({ command, env, secrets }: Target): Runtime {
  return {
    clock: systemClock,
    isPunctual: false,
    attempt: (options) => startAttempt({ ...options, command, ...(env && { env }) }),
    async ask(config, folder) {
      const file = join(folder, 'asked.json');
      await writeFile(file, JSON.stringify(config));
      const all = env
        ? ['/usr/bin/env', ...Object.entries(env).map((pair) => pair.join('=')), ...command]
        : command;
      return (
        (await endedEarly(all, ['spec'], 'SPEC', secrets)) ??
        (await endedEarly(all, ['check', '--config', file], 'CONNECTION_STATUS', secrets))
      );
    },
    pass: (promise) => promise,
    settle: () => systemClock.sleep(SETTLED_MS),
  };
}
