import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';

/** The acceptance report of each connector against its emulator, slow cases included, as `reports/<connector>.xml`. */
mkdirSync('reports', { recursive: true });
const connectors = readdirSync('connectors').filter((name) => name.startsWith('destination-'));
const failed = connectors.filter((name) => {
  const args = [
    'dist/cdk/src/devtools/connector-acceptance.js',
    '--emulator',
    name,
    '--slow',
    '--junit',
    `reports/${name}.xml`,
  ];
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0;
});
if (failed.length > 0) {
  process.stderr.write(`Acceptance cases failed: ${failed.join(', ')}.\n`);
  process.exitCode = 1;
}
