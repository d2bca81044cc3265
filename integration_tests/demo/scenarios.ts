import { findProject, loadDefaults } from '../../src/devtools/project.ts';
import type { Scenario } from './scenario.ts';

/** What `npm start` shows, by the connector's name: `integration_tests/demo.ts` of each connector. */
export const SCENARIOS = await loadDefaults<Scenario>(
  findProject(import.meta.dirname),
  'integration_tests/demo.ts',
);
