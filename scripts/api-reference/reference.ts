import './old-typescript.ts';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withExistingAnchors } from './anchors.ts';
import { namesTable } from './names-table.ts';
import { undocumentedMembers } from './undocumented.ts';

/** The API reference as Markdown, and what it lacks. */
export interface Reference {
  /** Texts of the pages by file name, such as `cdk.md`: one for each entry point. */
  readonly pages: ReadonlyMap<string, string>;
  /** Tables of the public names of all entry points. */
  readonly names: string;
  /** Members without a text, functions without an example, broken links, types that no entry point exports. */
  readonly problems: readonly string[];
}

/** Schemas that public types are made from. The types are shown in full where they are used. */
const SHOWN_IN_FULL = /^(plan|fault), defined in \S*emulator\/faults\.ts, is referenced by/;

/**
 * Reads the API reference of a package from its sources with TypeDoc. It holds no line number, revision or date, so that the
 * same sources give the same text. The name of an entry point is the `@module` of its first comment.
 */
export async function readReference(
  name: string,
  entryPoints: readonly string[],
  tsconfig: string,
): Promise<Reference> {
  const { Application, Logger, LogLevel, ReflectionKind } = await import('typedoc');
  const problems: string[] = [];
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    name,
    entryPoints: [...entryPoints],
    tsconfig,
    logLevel: 'Warn',
    readme: 'none',
    // `npm run types` checks them.
    skipErrorChecking: true,
    disableSources: true,
    excludeInternal: true,
    excludeExternals: true,
    excludePrivate: true,
    sort: ['kind', 'alphabetical'],
    validation: { notExported: true, invalidLink: true, invalidPath: true, notDocumented: false },
  });
  app.logger = new (class extends Logger {
    override log(message: string, level: number): void {
      if (level >= LogLevel.Warn && !SHOWN_IN_FULL.test(message)) problems.push(message);
    }
  })();
  for (const [option, value] of Object.entries(MARKDOWN)) app.options.setValue(option, value);
  app.options.setValue('pageTitleTemplates', {
    module: ({ name: module }: { readonly name: string }) => entryPointName(name, module),
  });
  const project = await app.convert();
  if (!project) return { pages: new Map(), names: '', problems };
  app.validate(project);
  problems.push(...undocumentedMembers(project));
  const pages = await pagesOf((folder) => {
    app.options.setValue('outputs', [{ name: 'markdown', path: folder }]);
    return app.generateOutputs(project);
  });
  const names = namesTable(
    project.children ?? [],
    (module) => entryPointName(name, module),
    (kind) => ReflectionKind.singularString(kind),
  );
  return { pages, names, problems };
}

/** Options of typedoc-plugin-markdown. */
const MARKDOWN = {
  router: 'module',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  useCodeBlocks: true,
  parametersFormat: 'table',
  typeDeclarationFormat: 'table',
};

/** Returns how an entry point is imported. The one of the package itself has its unscoped name. */
function entryPointName(packageName: string, module: string): string {
  return packageName.endsWith(`/${module}`) ? packageName : `${packageName}/${module}`;
}

async function pagesOf(write: (folder: string) => Promise<void>): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'api-reference-'));
  try {
    await write(folder);
    const files = (await readdir(folder)).filter((file) => file !== 'README.md').sort();
    const texts = await Promise.all(
      files.map(async (file) => [file, trimmed(await readFile(join(folder, file), 'utf8'))] as const),
    );
    return withExistingAnchors(new Map(texts));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const trimmed = (text: string): string => text.replace(/[ \t]+$/gm, '');
