import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BrokenConfig, Config, Subject } from '#testing';

/** Has every kind of character that some encoding changes. */
export const SECRET = 'Canary+Secret/1=&"%41\\end';

/** How a connector of this package is started; on another Node if the environment names one. */
export function commandOf(name: string): Pick<Subject, 'command' | 'executable'> {
  const file = join(packageFolder(), 'dist', `${name}.js`);
  return { command: [process.env.CONNECTOR_NODE ?? process.execPath, file], executable: file };
}

/** The folder of this package, from its sources and from what is bundled of them. */
function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

export const schema = (title: string, config: Config, ...expects: string[]): BrokenConfig => ({
  kind: 'schema',
  title,
  config,
  expects,
});

/** A valid configuration whose base URL leads to a closed port, and to a name without an address. */
export function unreachable(valid: Config, closed: string, unknown: string): BrokenConfig[] {
  const at = (base_url: string): Config => ({ ...valid, base_url });
  return [
    { kind: 'refused', title: 'a closed port', config: at(closed), expects: [new URL(closed).hostname] },
    {
      kind: 'unknown-host',
      title: 'a name without an address',
      config: at(unknown),
      expects: [new URL(unknown).hostname],
    },
  ];
}
