import { readConfig } from '../config/read.ts';
import { secretsOf } from '../config/secrets.ts';
import type { SharedConfig } from '../define/destination.ts';
import type { Connector } from './connector.ts';
import type { World } from './world.ts';

/** Reads the configuration; its secrets are known to the redactor before anything can be said about it. */
export function loadConfig({ specification }: Connector, path: string, world: World): Promise<SharedConfig> {
  return readConfig<SharedConfig>(path, specification, (value) => {
    for (const secret of secretsOf(value, specification)) world.redactor.add(secret);
  });
}
