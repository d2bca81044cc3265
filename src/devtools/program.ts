import { Command, CommanderError } from 'commander';
import { findProject, selectConnectors } from './project.ts';
import { wholeNumber } from './whole-number.ts';

/**
 * Runs `airbyte-ts` with these arguments (without the program); returns the exit code. The modules of each command are
 * loaded when it runs.
 */
export async function devtools(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('airbyte-ts')
    .description('Makes, tests and packs Airbyte destinations written with @airbyte-ts/cdk.')
    .showHelpAfterError()
    .exitOverride();
  program
    .command('build')
    .description('bundle each connector of the project into dist/<name>.js, its command')
    .action(async () => {
      const { buildConnectors } = await import('./build/build.ts');
      for (const command of await buildConnectors(findProject(process.cwd()))) say(`wrote ${command}`);
    });
  program
    .command('generate')
    .description('write a TypeScript type for each specification in spec/ to spec/types/')
    .option('--check', 'write nothing; fail and name the stale files')
    .action(async ({ check = false }: { check?: boolean }) => {
      const { generatedTypes } = await import('./generate/generated-types.ts');
      const { writeGenerated } = await import('./generate/write-generated.ts');
      const { root } = findProject(process.cwd());
      exitCode = await writeGenerated(root, await generatedTypes(root), check, say);
    });
  program
    .command('check')
    .description(
      "check a connector's specification and metadata against the rules of the platform; all by default",
    )
    .argument('[connector]', 'name of the connector')
    .option(
      '--against <file|revision>',
      'also report changes since an earlier specification that would invalidate stored configurations: a JSON file, or a git revision',
    )
    .action(async (name: string | undefined, { against }: { against?: string }) => {
      const { checkConnectors } = await import('./check.ts');
      const { earlierSpecifications } = await import('./earlier-specifications.ts');
      const project = findProject(process.cwd());
      const connectors = selectConnectors(project, name, process.cwd());
      const earlier = against === undefined ? undefined : await earlierSpecifications(against, connectors);
      exitCode = await checkConnectors(connectors, say, earlier);
    });
  program
    .command('pack')
    .description('pack each built connector as an npm package in dist/packages/; all by default')
    .argument('[connector]', 'name of the connector')
    .action(async (name: string | undefined) => {
      const { packConnectors } = await import('./pack.ts');
      const project = findProject(process.cwd());
      const connectors = selectConnectors(project, name, process.cwd());
      for (const tarball of await packConnectors(project, connectors)) say(`wrote ${tarball}`);
    });
  program
    .command('registry')
    .description(
      'write a registry with connectors of the project, that the open-source platform reads; all by default',
    )
    .argument('[connector...]', 'names of connectors')
    .requiredOption('--output <folder>', 'folder of the registry; files of the same names are replaced')
    .option('--base <file>', "a copy of Airbyte's own oss_registry.json, whose other connectors are kept")
    .action(async (names: readonly string[], options: { output: string; base?: string }) => {
      const { writeRegistry } = await import('./registry/registry.ts');
      const project = findProject(process.cwd());
      const named = names.length === 0 ? [undefined] : [...new Set(names)];
      const connectors = named.flatMap((name) => selectConnectors(project, name, process.cwd()));
      await writeRegistry(connectors, options, say);
    });
  program
    .command('accept')
    .description('run the acceptance suite; `airbyte-ts accept --help` lists its options')
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (_options, command: Command) => {
      const { accept } = await import('./accept.ts');
      exitCode = await accept(command.args, 'airbyte-ts accept');
    });
  program
    .command('emulate')
    .description(
      "serve the emulator of a connector's provider; `airbyte-ts emulate --help` lists its options",
    )
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (_options, command: Command) => {
      const { emulate } = await import('./emulate.ts');
      exitCode = await emulate(command.args);
    });
  program
    .command('sample')
    .description('write a catalog and sample messages for a configuration, and a copy of the configuration')
    .argument('<folder>', 'folder of the files; files of the same names are replaced')
    .argument('[connector]', 'name of the connector; the one of the current folder by default')
    .requiredOption('--config <file>', 'configuration of the connector')
    .action(async (folder: string, name: string | undefined, { config }: { config: string }) => {
      const { sample } = await import('./sample/sample.ts');
      await sample(name, folder, config, say);
    });
  program
    .command('demo')
    .description('show a sync from end to end against the emulator of a connector; the first by default')
    .argument('[connector]', 'name of the connector')
    .action(async (name: string | undefined) => {
      const { demo } = await import('./demo.ts');
      await demo(findProject(process.cwd()), name);
    });
  program
    .command('init')
    .description(
      'make a complete project for a new destination: definition, specification, emulator, tests, image',
    )
    .argument(
      '<folder>',
      'folder of the project, which must be new or empty; its name is that of the connector',
    )
    .option('--name <text>', 'name of the provider as users know it, such as "My API"')
    .option('--cdk <version>', 'version of @airbyte-ts/cdk to depend on, or file:<tarball>')
    .option(
      '--repository <namespace>',
      'namespace of the image, with its registry if that is not Docker Hub, such as registry.example.com/acme; "airbyte" by default',
    )
    .action(async (folder: string, options: { name?: string; cdk?: string; repository?: string }) => {
      const { init } = await import('./init/init.ts');
      for (const line of await init(folder, options)) say(line);
    });
  program
    .command('preview')
    .description(
      "serve a page on 127.0.0.1 that shows a connector's specification as the platform's form does, with a button that runs its check",
    )
    .argument('[connector]', 'name of the connector; the one of the current folder by default')
    .option('--port <number>', 'port to listen on; 0 takes a free one', wholeNumber(0, 65_535), 0)
    .action(async (name: string | undefined, { port }: { port: number }) => {
      const { preview } = await import('./preview/preview.ts');
      await preview(name, port, say);
    });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode;
    process.stderr.write(`${(thrown as Error).message}\n`);
    return 1;
  }
  return exitCode;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
