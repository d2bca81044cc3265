import { dirname, resolve } from 'node:path';
import { isObject } from '../../json.ts';
import type { Config, ExpectedCheck } from '../subject.ts';
import { readYaml } from '../subject-file/read.ts';

/** The parts of an `acceptance-test-config.yml` that concern destinations. */
export interface TestConfig {
  readonly image?: string;
  /** The first configuration that has to succeed. */
  readonly config?: Config;
  /** The file that contains it. */
  readonly configPath?: string;
  readonly checks: readonly ExpectedCheck[];
  /** The content of the first `spec_path`. */
  readonly expectedSpec?: unknown;
  /** Files of configurations that do not exist: secrets are rarely part of a repository. */
  readonly missing: readonly string[];
}

/**
 * Reads the platform's own format, in its newer form (`acceptance_tests: {connection: {tests: [...]}}`) and its older
 * one (`tests: {connection: [...]}`); parts about sources are ignored. A file that is itself a configuration
 * counts as a valid one. Paths are relative to the file. @throws Error with a message for the user.
 */
export async function readTestConfig(path: string): Promise<TestConfig> {
  const content = await readYaml(path);
  if (!isObject(content)) throw new Error(`${path} holds neither test cases nor a configuration.`);
  const suites = content.acceptance_tests ?? content.tests;
  if (!isObject(suites)) {
    if (content.connector_image === undefined)
      return { config: content, configPath: path, checks: [], missing: [] };
    return { image: String(content.connector_image), checks: [], missing: [] };
  }
  const folder = dirname(resolve(path));
  const missing: string[] = [];
  const load = async (file: unknown): Promise<Config | undefined> => {
    if (typeof file !== 'string') return undefined;
    const value = await readYaml(resolve(folder, file)).catch(() => undefined);
    if (isObject(value)) return value;
    missing.push(file);
    return undefined;
  };
  const checks: ExpectedCheck[] = [];
  let works: { config: Config; configPath: string } | undefined;
  for (const { config_path: file, status = 'succeed' } of testsOf(suites.connection)) {
    const config = await load(file);
    if (config === undefined || !isStatus(status)) continue;
    checks.push({ title: String(file), config, status });
    if (status === 'succeed') works ??= { config, configPath: String(file) };
  }
  for (const { config_path: file } of works ? [] : testsOf(suites.spec)) {
    const config = await load(file);
    if (config) works ??= { config, configPath: String(file) };
  }
  const specPath = testsOf(suites.spec).find((test) => test.spec_path !== undefined)?.spec_path;
  const expectedSpec = await load(specPath);
  const image = content.connector_image;
  return {
    ...(typeof image === 'string' && { image }),
    ...works,
    ...(expectedSpec && { expectedSpec }),
    checks,
    missing: [...new Set(missing)],
  };
}

function testsOf(suite: unknown): readonly Readonly<Record<string, unknown>>[] {
  const tests = isObject(suite) ? suite.tests : suite;
  return Array.isArray(tests) ? tests.filter(isObject) : [];
}

const isStatus = (status: unknown): status is ExpectedCheck['status'] =>
  status === 'succeed' || status === 'failed' || status === 'exception';
