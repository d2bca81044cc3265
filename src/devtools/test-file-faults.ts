import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveConfig } from '../config/resolve.ts';
import type { ConnectorSpecification } from '../define/specification.ts';
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
export async function testFileFaults(
  connector: ConnectorFolder,
  spec: ConnectorSpecification,
): Promise<readonly FileFault[]> {
  return [
    ...(await defaultExport(connector, DEMO)).faults,
    ...(await defaultExport(connector, ACCEPTANCE)).faults,
    ...(await invalidConfigFaults(connector, spec)),
  ];
}

/**
 * The platform's test expects that the check of this configuration fails. Where the specification already rejects it, as after
 * a change of the specification, the test passes and no longer proves anything about the provider.
 */
async function invalidConfigFaults(
  { folder }: ConnectorFolder,
  spec: ConnectorSpecification,
): Promise<readonly FileFault[]> {
  const file = join(folder, INVALID_CONFIG);
  if (!existsSync(file)) return [];
  try {
    resolveConfig(JSON.parse(await readFile(file, 'utf8')), spec);
    return [];
  } catch (thrown) {
    const message = `does not fit the specification, so its check fails before the provider rejects it: ${textOf(thrown, { folder })}`;
    return [{ file, rule: 'invalid-config', path: '/', message }];
  }
}
