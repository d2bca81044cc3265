import { Command, InvalidArgumentError } from 'commander';

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
With a connector and a configuration alone, spec, check, discover and everything that needs no provider is run.
The configuration is an acceptance-test-config.yml as the platform's own tests read it, or a configuration itself.

More can be tried with
  --write-records   made-up records are sent to the provider of the configuration: use an account made for tests
  --subject         a file that says what records look like, and how to stand in for the provider
  --emulator        an emulator that is started for each case, with all its knowledge

Examples:
  connector-acceptance --connector "python main.py" --config acceptance-test-config.yml
  connector-acceptance --image airbyte/destination-x:dev --config secrets/config.json --junit acceptance.xml
  connector-acceptance --image airbyte/destination-x:dev --engine podman --run-option --read-only --config config.json
  connector-acceptance --connector ./destination-x --emulator destination-x --only state,check.4*

Exit codes: 0 when no case failed, 1 otherwise.
`;

/** The command line. `emulators` are the names that --emulator takes. */
export function commandLine(emulators: readonly string[]): Command {
  return new Command('connector-acceptance')
    .description(
      'Puts a destination for the Airbyte protocol, in whatever language, through its acceptance tests.',
    )
    .option('--connector <command line>', 'how the connector is started; quotes keep words together')
    .option('--image <name>', 'an image instead of a command')
    .option('--engine <program>', 'what runs images', 'docker')
    .option('--run-option <option>', "an option of the engine's run, as often as needed", more, [])
    .option('--config <file>', 'an acceptance-test-config.yml, or a configuration that works')
    .option(
      '--subject <file>',
      'what the connector writes, and to whom; acceptance-subject.yml beside --config by default',
    )
    .option('--emulator <name>', emulators.length > 0 ? `one of ${emulators.join(', ')}` : 'there is none')
    .option('--write-records', 'send made-up records to the provider of the configuration')
    .option('--env <name=value>', "a variable for the connector; without a value this shell's", variable, {})
    .option('--only <ids>', 'cases or groups, with commas between and * for anything: state,check.4*')
    .option('--slow', 'the cases that wait half a minute and more, too')
    .option('--jobs <number>', 'how many cases run at once', count, 4)
    .option('--junit <file>', 'write a JUnit file')
    .option('--json', 'the report as JSON on standard output')
    .option('--verbose', 'a line for every case')
    .option('--keep <folder>', 'keep the files of the cases that fail, the configuration included')
    .option('--list', 'list the cases and run none')
    .addHelpText('after', HELP)
    .showHelpAfterError('(--help says what is possible)');
}

function variable(text: string, before: Flags['env']): Flags['env'] {
  const [, name = '', value] = /^([A-Za-z_]\w*)(?:=([\s\S]*))?$/.exec(text) ?? [];
  if (name === '') throw new InvalidArgumentError('It has to be NAME=value, or NAME.');
  return { ...before, [name]: value ?? process.env[name] ?? '' };
}

const more = (text: string, before: readonly string[]): readonly string[] => [...before, text];

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('It has to be a whole number from 1 on.');
}
