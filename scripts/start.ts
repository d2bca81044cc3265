/** `npm start [-- <connector>]`: a sync from end to end against the emulator of a provider; of tidepool.so by default. */
import { demo } from '../src/devtools/demo.ts';
import { findProject } from '../src/devtools/project.ts';

try {
  await demo(findProject(import.meta.dirname), process.argv[2] ?? 'destination-tidepool-so');
} catch (thrown) {
  process.stderr.write(`${(thrown as Error).message}\n`);
  process.exitCode = 1;
}
