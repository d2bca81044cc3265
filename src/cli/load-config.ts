import { readConfig } from '../config/read.ts';
import type { AnyDestination } from '../define/destination.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import type { CommandRuntime } from './command-runtime.ts';
import type { Connector } from './connector.ts';

/**
 * Reads the configuration. The redactor gets its secrets before any message is written, including secrets that were corrected (a
 * key without the quotes that were pasted with it).
 */
export async function loadConfig(
  { specification }: Connector,
  path: string,
  runtime: CommandRuntime,
): Promise<SharedConfig> {
  const { liveConfig } = runtime;
  let text = '';
  const config = await readConfig<SharedConfig>(path, specification, {
    onRead(value, content) {
      liveConfig.hide(value, specification);
      text = content;
    },
    warn: (warning) => runtime.log.warn(warning),
  });
  liveConfig.hide(config, specification);
  liveConfig.set({ text, config, specification });
  return config;
}

/** Loads the connector's definition and validates the configuration with it. */
export async function loadDefinition(
  connector: Connector,
  config: SharedConfig,
  runtime: CommandRuntime,
): Promise<AnyDestination> {
  const definition = await connector.load();
  definition.validateConfig?.(config);
  runtime.liveConfig.validateWith((changed) => definition.validateConfig?.(changed));
  runtime.limitConcurrency(definition.maxConcurrency);
  return definition;
}
