/** Writes the API reference, `docs/api`, from the comments of the source. Fails, naming them, if public members have no text. */
import { fileURLToPath } from 'node:url';
import { generateReference } from './api-reference/generate.ts';

process.exitCode = await generateReference(fileURLToPath(new URL('..', import.meta.url)), false);
