import { readJsonObject } from '../../config/read.ts';
import { writeSample } from './write-sample.ts';

const CONFIG_FILE = { role: 'configuration', code: 'ERR_CONFIG_FILE' } as const;

/**
 * Runs `airbyte-ts sample`: writes a catalog and messages for the configuration of a file. Throws a `ConnectorError` if the
 * configuration is not valid, or if the connector fetches its objects and the provider can't be reached.
 */
export async function sample(
  name: string | undefined,
  folder: string,
  configFile: string,
  say: (line: string) => void,
): Promise<void> {
  const { commands, notes } = await writeSample(name, folder, await readJsonObject(configFile, CONFIG_FILE));
  say(`Samples are in ${folder}. To use them:`);
  for (const command of commands) say(`  ${command}`);
  for (const note of notes) say(note);
}
