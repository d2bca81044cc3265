import { Command, InvalidArgumentError } from 'commander';
import { quotedNames } from '../../text/format-list.ts';

export interface Flags {
  readonly connector?: string;
  readonly image?: string;
  readonly engine: string;
  readonly runOption: readonly string[];
  readonly config?: string;
  readonly subject?: string;
  readonly emulator?: string;
  readonly writeRecords?: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly only?: string;
  readonly slow?: boolean;
  readonly jobs: number;
  readonly junit?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly keep?: string;
  readonly list?: boolean;
}

const HELP = `
With a connector and a configuration alone, the cases of spec, check and discover, and those without a provider, are run.
The configuration is an acceptance-test-config.yml as the platform's own tests read it, or a configuration itself.

More cases run with
  --write-records   made-up records are sent to the provider of the configuration: use an account made for tests
  --subject         a file that describes the records and the provider
  --emulator        an emulator of the provider that is started for each case

Examples:
  connector-acceptance --connector "python main.py" --config acceptance-test-config.yml
  connector-acceptance --image airbyte/destination-x:dev --config secrets/config.json --junit acceptance.xml
  connector-acceptance --image airbyte/destination-x:dev --engine podman --run-option --read-only --config config.json
  connector-acceptance --connector ./destination-x --emulator destination-x --only state,check.4*

Exit codes: 0 when no case failed, 1 otherwise.
`;

/** Reads the command line of `name`. `emulators` are the names that --emulator accepts. */
export function flagsOf(args: readonly string[], emulators: readonly string[], name: string): Flags {
  const given = commandLine(emulators, name).parse(args, { from: 'user' }).opts<Partial<Flags>>();
  // As defaults of commander, the help would show them as JSON.
  return { runOption: [], env: {}, ...given } as Flags;
}

function commandLine(emulators: readonly string[], name: string): Command {
  return new Command(name)
    .description(
      'Runs the acceptance tests of a destination of the Airbyte protocol, written in any language.',
    )
    .option('--connector <command line>', 'how the connector is started; quotes keep words together')
    .option('--image <name>', 'an image instead of a command')
    .option('--engine <program>', 'the container engine that runs images', 'docker')
    .option('--run-option <option>', "an option of the engine's run; may be repeated", more)
    .option('--config <file>', 'an acceptance-test-config.yml, or a configuration that works')
    .option(
      '--subject <file>',
      'a description of the records and the provider; acceptance-subject.yml beside --config by default',
    )
    .option(
      '--emulator <name>',
      emulators.length > 0
        ? `one of ${quotedNames(emulators)}; the name of a connector runs all of its subjects`
        : 'there is none',
    )
    .option('--write-records', 'send made-up records to the provider of the configuration')
    .option('--env <name=value>', "a variable for the connector; without a value this shell's", variable)
    .option('--only <ids>', 'cases or groups, with commas between and * for anything: state,check.4*')
    .option('--slow', 'also run cases that wait half a minute or more')
    .option('--jobs <number>', 'number of cases that run at once', count, 4)
    .option('--junit <file>', 'write a JUnit file')
    .option('--json', 'the report as JSON on standard output')
    .option('--verbose', 'a line for every case')
    .option('--keep <folder>', 'keep the files of failed cases, including the configuration')
    .option('--list', 'list the cases and run none')
    .addHelpText('after', HELP.replaceAll('connector-acceptance', name))
    .showHelpAfterError('(--help lists the options)');
}

function variable(text: string, before: Flags['env'] = {}): Flags['env'] {
  const [, name = '', value] = /^([A-Za-z_]\w*)(?:=([\s\S]*))?$/.exec(text) ?? [];
  if (name === '') throw new InvalidArgumentError('It has to be NAME=value, or NAME.');
  return { ...before, [name]: value ?? process.env[name] ?? '' };
}

const more = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('It has to be a whole number of at least 1.');
}
