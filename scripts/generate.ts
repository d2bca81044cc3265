/**
 * Writes what is generated and checked in: types of the specifications, the tables of the acceptance suite in its page, the page
 * of error codes, the API reference, and the parts of the template of new projects. With `--check` it writes nothing and fails,
 * naming the files that are not what it would write.
 */
import { fileURLToPath } from 'node:url';
import { generateTypes } from '../src/devtools/generate/generate.ts';
import { generateReference } from './api-reference/generate.ts';
import { generateDemands } from './demands.ts';
import { generateErrors } from './errors.ts';
import { generateTemplateDockerfile } from './template-dockerfile.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');
const types = await generateTypes(root, check);
const demands = await generateDemands(root, check);
const template = await generateTypes(`${root}/src/devtools/init/template`, check);
const dockerfile = await generateTemplateDockerfile(root, check);
const reference = await generateReference(root, check);
process.exitCode = Math.max(
  types,
  demands,
  await generateErrors(root, check),
  template,
  dockerfile,
  reference,
);
