import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const clock = new URL('clock.ts', import.meta.url).href;

test('the system clock treats a negative wait as 0 and writes no warning to stderr', () => {
  const program = `
    const { systemClock } = await import('${clock}');
    systemClock.after(-5, () => console.log('called'));
    await systemClock.sleep(-5);
    await systemClock.sleep(20);
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  expect([stdout, stderr]).toEqual(['called\n', '']);
});
