/**
 * Writes what is generated and checked in: types of the specifications, the tables of the acceptance suite in its page, the page
 * of error codes, the API reference, and the parts of the template of new projects. With `--check` it writes nothing and fails,
 * naming the files that are not what it would write.
 */
import { fileURLToPath } from 'node:url';
import { generatedTypes } from '../src/devtools/generate/generated-types.ts';
import { writeGenerated } from '../src/devtools/generate/write-generated.ts';
import { generatedReference } from './api-reference/generated-reference.ts';
import { generatedDemands } from './generated-demands.ts';
import { generatedDockerfile } from './generated-dockerfile.ts';
import { generatedErrors } from './generated-errors.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');
for (const part of [
  await generatedTypes(root),
  await generatedTypes(root, 'src/devtools/init/template'),
  await generatedDemands(root),
  await generatedErrors(root),
  await generatedDockerfile(root),
  await generatedReference(root),
])
  if ((await writeGenerated(root, part, check)) > 0) process.exitCode = 1;
