import { Command } from 'commander';
import type { Connector } from './connector.ts';
import { keepHeapSmall } from './heap.ts';

/** Node prints deprecations on stderr, which the platform shows as errors. */
Reflect.set(process, 'noDeprecation', true); // read-only when Node was started with --no-deprecation

const CONFIG = ['--config <file>', 'the configuration, a JSON file that fits the spec'] as const;
const CATALOG = ['--catalog <file>', 'the configured catalog, a JSON file'] as const;

/** Runs a connector's command line. Each command's modules are loaded when it runs. */
export async function main(connector: Connector): Promise<void> {
  if (isTooOld(process.versions.node)) {
    process.stderr.write(`${connector.name} needs Node 20.18 or newer; this is ${process.versions.node}.\n`);
    process.exitCode = 1;
    return;
  }
  try {
    await program(connector).parseAsync(process.argv);
  } catch (thrown) {
    await lastWords(thrown);
  }
}

function program(connector: Connector): Command {
  const program = new Command(connector.name)
    .description(
      `${connector.specification.connectionSpecification.title ?? connector.name}, for the Airbyte protocol.`,
    )
    .version(connector.version)
    .showHelpAfterError();
  program
    .command('spec')
    .description('print what can be configured')
    .action(async () => (await import('./spec.ts')).spec(connector));
  program
    .command('check')
    .description('test a configuration; leaves nothing behind')
    .requiredOption(...CONFIG)
    .action(async ({ config }: { config: string }) => (await import('./check.ts')).check(connector, config));
  program
    .command('discover')
    .description('print the objects that streams can be mapped to')
    .requiredOption(...CONFIG)
    .action(async ({ config }: { config: string }) =>
      (await import('./discover.ts')).discover(connector, config),
    );
  program
    .command('write')
    .description(
      'deliver the messages on standard input, one JSON object a line, and print the states that are earned',
    )
    .requiredOption(...CONFIG)
    .requiredOption(...CATALOG)
    .action(async ({ config, catalog }: { config: string; catalog: string }) => {
      keepHeapSmall();
      await (await import('./write.ts')).write(connector, config, catalog);
    });
  program
    .command('replay')
    .description('deliver files of rejected records again, once the cause is mended')
    .argument('<files...>', 'files of JSON lines that a sync has kept, as they are')
    .requiredOption(...CONFIG)
    .option('--catalog <file>', 'the configured catalog; without it every stream is appended')
    .action(async (files: string[], { config, catalog }: { config: string; catalog?: string }) =>
      (await import('./replay.ts')).replay(connector, config, files, catalog),
    );
  return program;
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 20 || (major === 20 && minor < 18);
}

/** An error that no command caught is a fault of ours, said in protocol form. */
async function lastWords(thrown: unknown): Promise<void> {
  const { createWorld } = await import('./world.ts');
  const world = createWorld();
  world.trace(thrown);
  process.exitCode = 1;
  await world.output.drained();
}

for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.once(event, (thrown: unknown) => void lastWords(thrown).then(() => process.exit(1)));
