/** The lower bound over raw sockets. A program of its own, because loading undici takes longer than the work of a short sync. */
import { run } from './main.ts';
import { overSockets } from './sockets.ts';

await run(overSockets);
