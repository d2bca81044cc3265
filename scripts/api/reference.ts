import './old-typescript.ts';
const { Application } = await import('typedoc');
const app = await Application.bootstrapWithPlugins({
  plugin: ['typedoc-plugin-markdown'],
  entryPoints: ['src/index.ts','src/cli/index.ts','src/testing/index.ts','src/testing/acceptance/index.ts','src/emulator/index.ts'],
  tsconfig: 'tsconfig.package.json',
  readme: 'none', skipErrorChecking: true, disableSources: true, excludeInternal: true, excludePrivate: true,
  router: 'module', sort: ['source-order'],
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  requiredToBeDocumented: ['Variable','Function','Class','Interface','Property','Method','Accessor','TypeAlias','Module','Constructor', 'CallSignature'],
} as never);
const project = await app.convert();
if (!project) process.exit(1);
app.validate(project);
app.options.setValue('outputs', [{name:'markdown', path:'/tmp/out/w-docs/api'}] as never); await app.generateOutputs(project);
