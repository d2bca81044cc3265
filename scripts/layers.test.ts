import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Import, importOf, importsOfProject } from './imports.ts';

/** The folders of `src/` that a connector consists of, from the lowest up: each imports only from those before it. */
const LAYERS = [
  'define',
  'text',
  'protocol',
  'config',
  'observer',
  'retry',
  'http',
  'mapping',
  'rejects',
  'engine',
  'report',
  'cli',
];
/** The folders of `src/` for authors, above the layers. */
const TOOLS = ['testing', 'emulator', 'devtools'];

interface Rule {
  readonly name: string;
  readonly files: RegExp;
  readonly except?: RegExp;
  /** What these files do not import, by its path from the root, or by its name for a package. */
  readonly forbidden: RegExp;
  readonly remedy: string;
  /** A file and an import that the rule has to find. */
  readonly example: readonly [file: string, specifier: string];
}

const TESTS = /\.test\.ts$|\/testing\//;
const TESTS_OF_CONNECTOR = /\.test\.ts$|\/(testing|emulator|integration_tests)\//;

const RULES: readonly Rule[] = [
  ...LAYERS.slice(0, -1).map((layer, at) => ({
    name: `src/${layer} imports no upper layer`,
    files: new RegExp(`^src/${layer}/`),
    except: TESTS,
    forbidden: new RegExp(`^src/(${LAYERS.slice(at + 1).join('|')})/`),
    remedy: `Move what both need into src/${layer} or a lower layer, or pass it in as a parameter. From the lowest up: ${LAYERS.join(', ')}.`,
    example: [`src/${layer}/a/b.ts`, `../../${LAYERS[at + 1]}/c.ts`] as const,
  })),
  {
    name: 'src imports nothing from connectors, examples, integration_tests or scripts',
    files: /^src\//,
    except: /\.test\.ts$/,
    forbidden: /^(connectors|examples|integration_tests|scripts)\//,
    remedy: 'The CDK names no provider: move what both need into src, or pass it in as a parameter.',
    example: ['src/devtools/a.ts', '../../connectors/destination-b/index.ts'],
  },
  {
    name: 'only tests and devtools import from testing folders',
    files: /^src\//,
    except: /^src\/devtools\/|\.test\.ts$|\/testing\//,
    forbidden: /\/testing\//,
    remedy: 'Move what the product needs out of the testing folder.',
    example: ['src/http/a.ts', './testing/b.ts'],
  },
  {
    name: 'the CDK does not import the tools for authors',
    files: /^src\//,
    except: /^src\/(devtools|emulator)\/|\.test\.ts$|\/testing\//,
    forbidden: /^src\/(devtools|emulator)\//,
    remedy: 'Move what both need into a layer of the CDK.',
    example: ['src/cli/a.ts', '../devtools/b.ts'],
  },
  {
    name: 'emulators do not depend on devtools',
    files: /^src\/emulator\//,
    except: TESTS,
    forbidden: /^src\/devtools\//,
    remedy: 'Move what both need into src/emulator or a layer of the CDK.',
    example: ['src/emulator/a.ts', '../devtools/b.ts'],
  },
  {
    name: 'connectors import the CDK by its name, as those of other projects do',
    files: /^(connectors|examples)\//,
    forbidden: /^src\//,
    remedy: 'Import it from @airbyte-ts/cdk, or from one of its entry points for tests and emulators.',
    example: ['connectors/destination-a/integration_tests/b.ts', '../../../src/errors.ts'],
  },
  {
    name: 'a connector does not depend on its tests or its emulator',
    files: /^(connectors|examples)\//,
    except: TESTS_OF_CONNECTOR,
    forbidden: /\/(testing|emulator|integration_tests)\/|^integration_tests\//,
    remedy: 'Move what the connector needs into its own files.',
    example: ['connectors/destination-a/b.ts', './emulator/index.ts'],
  },
  {
    name: 'only tests and emulators import the entry points for them',
    files: /^(connectors|examples)\//,
    except: TESTS_OF_CONNECTOR,
    forbidden: /^@airbyte-ts\/cdk\/(testing|acceptance|emulator)$/,
    remedy: 'Import from @airbyte-ts/cdk, or move the code into a test.',
    example: ['examples/destination-a/index.ts', '@airbyte-ts/cdk/testing'],
  },
];

const breaks = ({ files, except, forbidden }: Rule, { file, target }: Import): boolean =>
  files.test(file) && !except?.test(file) && forbidden.test(target);

const imports = importsOfProject();

it.each(RULES)('$name', (rule) => {
  const found = imports
    .filter((each) => breaks(rule, each))
    .map(({ file, specifier }) => `${file} imports ${specifier}, but ${rule.name}. ${rule.remedy}`);
  expect(found).toEqual([]);
});

it.each(RULES)('an import that breaks "$name" is found', (rule) => {
  expect(breaks(rule, importOf(...rule.example))).toBe(true);
});

it('each folder of src/ has a layer, and CONTRIBUTING.md lists the layers in their order', () => {
  const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual([...LAYERS, ...TOOLS].sort());
  const page = readFileSync('CONTRIBUTING.md', 'utf8');
  const [, table = ''] = page.split('from the lowest layer up:');
  expect([...table.matchAll(/^\| `(\w+)\/`/gm)].map(([, name]) => name)).toEqual(LAYERS);
});
