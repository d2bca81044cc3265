/** The lower bound with the HTTP library that the connectors use. */
import { run } from './main.ts';
import { overUndici } from './undici.ts';

await run(overUndici);
