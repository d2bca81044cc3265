import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultExport, type FileFault, textOf, type Wanted } from './default-export.ts';
import type { ConnectorFolder } from './project.ts';

const DEMO: Wanted = {
  file: 'integration_tests/demo.ts',
  rule: 'demo',
  example: 'demo, where demo is a Demo of @airbyte-ts/cdk/emulator',
  members: {
    ...{ what: 'string', catalog: 'object', messages: 'function', faults: 'object', trouble: 'string' },
    ...{ provider: 'function', arrived: 'function' },
  },
};

const ACCEPTANCE: Wanted = {
  file: 'integration_tests/acceptance.ts',
  rule: 'acceptance',
  example: 'subjects, a list of Subject of @airbyte-ts/cdk/acceptance',
  members: {
    ...{ name: 'string', command: 'object', objects: 'object', offlineConfig: 'object' },
    ...{ secrets: 'object', broken: 'object' },
  },
};

const INVALID_CONFIG = 'integration_tests/invalid_config.json';

/** Returns the faults of a connector's demo, its subjects of the acceptance suite, and its configuration of a failed check. */
export async function testFileFaults(connector: ConnectorFolder): Promise<readonly FileFault[]> {
  return [
    ...(await defaultExport(connector, DEMO)).faults,
    ...(await defaultExport(connector, ACCEPTANCE)).faults,
    ...(await invalidConfigFaults(connector)),
  ];
}

/**
 * The platform's test reads this file. Whether the specification or the provider rejects the configuration is the author's
 * choice.
 */
async function invalidConfigFaults({ folder }: ConnectorFolder): Promise<readonly FileFault[]> {
  const file = join(folder, INVALID_CONFIG);
  if (!existsSync(file)) return [];
  try {
    JSON.parse(await readFile(file, 'utf8'));
    return [];
  } catch (thrown) {
    return [
      { file, rule: 'invalid-config', path: '/', message: `is not JSON: ${textOf(thrown, { folder })}` },
    ];
  }
}
