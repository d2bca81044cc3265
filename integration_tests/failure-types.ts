import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import { ConnectorError, type ErrorCatalog, type FailureType } from '../src/errors.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const allowed = new Map<string, FailureType[]>();
for (const file of globSync('{src,connectors}/**/error-catalog.ts', { cwd: root })) {
  const { errorCatalog } = (await import(`${root}/${file}`)) as { readonly errorCatalog: ErrorCatalog };
  for (const [code, { failureType }] of Object.entries(errorCatalog))
    allowed.set(code, [...(allowed.get(code) ?? []), failureType].flat());
}

const wrong = new Set<string>();
let last: ConnectorError | undefined;

/** Compares the last error with its catalog: while it is constructed, it has no code yet. */
function checkLast(): void {
  const types = last && allowed.get(last.code);
  if (last && types?.includes(last.failureType) === false)
    wrong.add(
      `${last.code} is raised as ${last.failureType}; its error catalog says ${types.join(', ')}. Correct one of them.\n${last.stack}`,
    );
  last = undefined;
}

/** What ConnectorError extends in the tests of this repository, so that they see each error that is constructed. */
class SeenError extends Error {
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    checkLast();
    last = this as unknown as ConnectorError;
  }
}
Object.setPrototypeOf(ConnectorError, SeenError);

afterEach(() => {
  checkLast();
  const texts = [...wrong];
  wrong.clear();
  if (texts.length > 0) throw new Error(texts.join('\n'));
});
