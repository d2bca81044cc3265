import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** PyAirbyte's version of the results in docs/testing.md. */
export const VERSION = '0.71.3';

const run = promisify(execFile);

/**
 * Returns a Python with PyAirbyte: the one in PYAIRBYTE_PYTHON, or one in a separate virtual environment, which is created if
 * necessary. Otherwise returns the reason why there is none.
 */
export async function pythonWithPyAirbyte(
  say: (line: string) => void,
): Promise<{ readonly python: string } | { readonly reason: string }> {
  const own = process.env.PYAIRBYTE_PYTHON;
  if (own) return (await has(own)) ? { python: own } : { reason: `${own} has no PyAirbyte ${VERSION}` };
  const folder = fileURLToPath(new URL(`../../node_modules/.cache/pyairbyte-${VERSION}`, import.meta.url));
  const python = join(folder, 'bin', 'python');
  if (await has(python)) return { python };
  try {
    say(`Installing PyAirbyte ${VERSION} into ${folder} …`);
    await run('python3', ['-m', 'venv', '--clear', folder]);
    await run(python, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      `airbyte==${VERSION}`,
    ]);
    return { python };
  } catch (thrown) {
    const { code, stderr = '' } = thrown as { code?: unknown; stderr?: string };
    const last = stderr.trim().split('\n').at(-1);
    return { reason: code === 'ENOENT' ? 'there is no python3' : `it cannot be installed (${last})` };
  }
}

async function has(python: string): Promise<boolean> {
  const program = 'from importlib.metadata import version; print(version("airbyte"))';
  try {
    if (python.includes('/')) await access(python);
    return (await run(python, ['-c', program])).stdout.trim() === VERSION;
  } catch {
    return false;
  }
}
