import { Command } from 'commander';
import { COMMANDS, type Options } from './commands.ts';
import type { Connector } from './connector.ts';

const CONFIG = ['--config <file>', 'the configuration, a JSON file that fits the spec'] as const;
const CATALOG = ['--catalog <file>', 'the configured catalog, a JSON file'] as const;

/** The commands of a connector. The modules of each are loaded when it runs. */
export function program(connector: Connector): Command {
  const program = new Command(connector.name)
    .description(
      `${connector.specification.connectionSpecification.title ?? connector.name}, for the Airbyte protocol.`,
    )
    .version(connector.version)
    .showHelpAfterError()
    .exitOverride();
  program
    .command('spec')
    .description('print the specification of the configuration')
    .action(() => COMMANDS.spec(connector));
  program
    .command('check')
    .description('test a configuration; leaves nothing behind')
    .requiredOption(...CONFIG)
    .action((options: Options) => COMMANDS.check(connector, options));
  program
    .command('discover')
    .description('print the objects that streams can be mapped to')
    .requiredOption(...CONFIG)
    .action((options: Options) => COMMANDS.discover(connector, options));
  program
    .command('write')
    .description(
      'deliver the messages on standard input, one JSON object a line, and print each state when all records before it have an outcome',
    )
    .requiredOption(...CONFIG)
    .requiredOption(...CATALOG)
    .option(
      '--dry-run',
      'check the connection, prepare the records, validate them at the provider where the connector can, and report what would be rejected; stores nothing and prints no state',
    )
    .option('--report <file>', 'write an HTML report of the sync: where its time went, and what was rejected')
    .action((options: Options) => COMMANDS.write(connector, options));
  program
    .command('replay')
    .description('deliver files of rejected records again, once the cause is fixed')
    .argument('<files...>', 'files of rejected records (JSON Lines), or directories that contain such files')
    .requiredOption(...CONFIG)
    .option(
      '--catalog <file>',
      'the configured catalog; its primary keys and sync modes replace those in the files',
    )
    .action(async (files: string[], { config, catalog }: { config: string; catalog?: string }) =>
      (await import('./replay.ts')).replay(connector, config, files, catalog),
    );
  program
    .command('report')
    .description(
      'create the HTML report of a sync from its log: the output of write, or a log of the platform',
    )
    .argument('<log>', 'the log')
    .option('--output <file>', 'the report', 'report.html')
    .action(async (log: string, { output }: { output: string }) =>
      (await import('./report.ts')).report(log, output),
    );
  return program;
}
