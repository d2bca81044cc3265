import { findProject, loadDefaults } from '../../src/devtools/project.ts';
import type { Target } from './target.ts';

const found = await loadDefaults<Target>(
  findProject(import.meta.dirname),
  'integration_tests/fault-target.ts',
);

/** The connectors that fault schedules run against: `integration_tests/fault-target.ts` of each connector. */
export const targets: readonly Target[] = Object.values(found);
