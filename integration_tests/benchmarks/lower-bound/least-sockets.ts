/** The lower bound over raw sockets. A program of its own, because undici takes longer to load than it has to work in a short sync. */
import { run } from './main.ts';
import { overSockets } from './sockets.ts';

await run(overSockets);
