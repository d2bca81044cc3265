import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fakeClock } from '@airbyte-ts/cdk/testing';
import { check } from '../../src/cli/check.ts';
import type { Connector } from '../../src/cli/connector.ts';
import type { Clock } from '../../src/clock.ts';
import type { AnyDestination } from '../../src/define/destination.ts';
import { mulberry32 } from '../../src/emulator/mulberry32.ts';
import { insideHost } from '../../src/testing/inside-host.ts';
import { virtualTime } from '../../src/testing/virtual-time.ts';
import { startAttempt } from '../platform/index.ts';
import { driveInside } from './inside-driver.ts';
import type { Runtime } from './runtime.ts';
import { SETTLED_MS } from './schedule.ts';
import { TIMES } from './times.ts';

/**
 * Runs the connector's commands inside this program, on a clock that advances to the next event: the same code
 * from standard input to standard output and over the same sockets, without processes, and in milliseconds.
 */
export function inside(name: string, definition: AnyDestination): Runtime {
  const clock = fakeClock();
  const time = virtualTime(clock);
  const random = mulberry32(1);
  const connector: Connector = {
    name,
    version: '0.0.0',
    specification: definition.spec,
    load: () => Promise.resolve(definition),
  };
  return {
    clock: slowed(clock),
    isPunctual: true,
    watch: time.watch,
    attempt: (options) =>
      startAttempt({
        ...options,
        command: [name],
        clock: slowed(clock),
        drive: (job) => driveInside(connector, job, { clock, random }),
      }),
    async ask(config, folder) {
      const file = join(folder, 'asked.json');
      await writeFile(file, JSON.stringify(config));
      const { host, output } = insideHost({ clock, random });
      await time.pass(check(connector, file, host));
      const status = output.messages.find(({ type }) => type === 'CONNECTION_STATUS')?.connectionStatus;
      return status?.status === 'SUCCEEDED' ? undefined : `check: ${status?.message}`;
    },
    pass: time.pass,
    settle: () => time.pass(clock.sleep(SETTLED_MS * TIMES)),
  };
}

/** The provider's clock, which is slower by the same factor as beside a process. */
function slowed(clock: Clock): Clock {
  const began = clock.wall();
  return {
    monotonic: () => clock.monotonic() / TIMES,
    wall: () => began + (clock.wall() - began) / TIMES,
    after: (ms, call) => clock.after(ms * TIMES, call),
    sleep: (ms, signal) => clock.sleep(ms * TIMES, signal),
  };
}
