import type { Connector } from './connector.ts';

/** Options of the commands of the protocol. */
export interface Options {
  readonly config: string;
  readonly catalog: string;
  readonly report?: string;
  readonly dryRun?: boolean;
}

type Command = (connector: Connector, options: Options) => Promise<void>;

/** The commands of the protocol. The modules of each are loaded when it runs. */
export const COMMANDS = {
  spec: async (connector) => (await import('./spec.ts')).spec(connector),
  check: async (connector, { config }) => (await import('./check.ts')).check(connector, config),
  discover: async (connector, { config }) => (await import('./discover.ts')).discover(connector, config),
  write: async (connector, options) => (await import('./write.ts')).write(connector, options),
} as const satisfies Readonly<Record<string, Command>>;

/** The options of each command, as platforms give them. */
const PLAIN = { spec: [], check: ['config'], discover: ['config'], write: ['config', 'catalog'] } as const;

/**
 * Returns the command for arguments in the form that platforms use: each required option once, with its value as an argument of
 * its own. Undefined for all other arguments, which the command line has to parse: loading it takes as long as `spec` takes.
 */
export function plainCommand(
  name: string | undefined,
  args: readonly string[],
): ((connector: Connector) => Promise<void>) | undefined {
  if (name === undefined || !isPlain(name) || args.length !== 2 * PLAIN[name].length) return undefined;
  const values = PLAIN[name].map((option) => {
    const at = args.indexOf(`--${option}`);
    return [option, at % 2 === 0 ? args[at + 1]! : ''] as const;
  });
  if (values.some(([, value]) => value === '' || value.startsWith('-'))) return undefined;
  const options = Object.fromEntries(values) as unknown as Options;
  return (connector) => COMMANDS[name](connector, options);
}

const isPlain = (name: string): name is keyof typeof PLAIN => Object.hasOwn(PLAIN, name);
