import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mulberry32 } from '../emulator/mulberry32.ts';
import type { EmulatorOptions } from '../emulator/server.ts';
import { type ConfiguredStream, catalog } from './configured-catalog.ts';
import { fakeClock } from './fake-clock.ts';
import { insideHost } from './inside-host.ts';
import { type ProvidedRequest, requestFrom } from './scripted-provider.ts';
import { StoredConfigs } from './stored-configs.ts';
import { rejectedIn, runOf, type TestRun, type TestWrite } from './test-run.ts';
import { virtualTime } from './virtual-time.ts';

/** Paths of the files of a command. */
interface Files {
  readonly config: string;
  readonly catalog: string;
}

/** A command, which runs with its files on the host of the test. */
export type Command = (files: Files, host: ReturnType<typeof insideHost>) => Promise<void>;

/** Runs commands inside the test, one after another, and collects what each did. */
export class CommandRunner {
  readonly clock = fakeClock();
  private readonly time = virtualTime(this.clock);
  private readonly stored = new StoredConfigs();
  private received: ProvidedRequest[] = [];

  /** For the emulator of the provider: collects its requests. */
  readonly onRequest: NonNullable<EmulatorOptions['onRequest']> = (request) =>
    void this.received.push(requestFrom(request));

  /** For the emulator of the provider: time passes only while nothing happens there. */
  get watch(): NonNullable<EmulatorOptions['watch']> {
    return this.time.watch;
  }

  /**
   * Runs a command with a configuration, to which a store of rejected records is added. If an earlier run replaced this
   * configuration, the command gets the new one, as from the platform.
   */
  async run(
    command: Command,
    config: Readonly<Record<string, unknown>>,
    streams: readonly ConfiguredStream[] = [],
  ): Promise<TestRun & { readonly rejected: TestWrite['rejected'] }> {
    const { clock, time } = this;
    const folder = await mkdtemp(join(tmpdir(), 'test-destination-'));
    const files = { config: join(folder, 'config.json'), catalog: join(folder, 'catalog.json') };
    const store = { storage_type: 'Local', directory: join(folder, 'rejected') };
    try {
      const current = this.stored.current(config);
      await writeFile(files.config, JSON.stringify({ object_storage_config: store, ...current }));
      await writeFile(files.catalog, catalog(streams));
      const host = insideHost({ clock, random: mulberry32(1) });
      this.received = [];
      const began = clock.monotonic();
      await time.pass(command(files, host));
      host.output.end();
      const ended = runOf(host.output.messages, host.hasFailed());
      // The store of the test is not of its configuration.
      const configUpdates = ended.configUpdates.map(({ object_storage_config, ...update }) =>
        'object_storage_config' in current ? { ...update, object_storage_config } : update,
      );
      this.stored.ended(current, configUpdates);
      return {
        ...ended,
        configUpdates,
        thrown: host.thrown(),
        requests: this.received,
        elapsedMs: clock.monotonic() - began,
        rejected: await rejectedIn(store.directory),
      };
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}
