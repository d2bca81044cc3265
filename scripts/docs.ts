/** Writes the API reference, `docs/api`, from the comments of the source. Fails, naming them, if public members have no text. */
import { fileURLToPath } from 'node:url';
import { writeGenerated } from '../src/devtools/generate/write-generated.ts';
import { generatedReference } from './api-reference/generated-reference.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
process.exitCode = await writeGenerated(root, await generatedReference(root), false);
