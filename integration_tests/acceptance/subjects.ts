import type { Subject } from '@airbyte-ts/cdk/acceptance';
import { acceptanceSubjects } from '../../src/devtools/accept.ts';
import { findProject } from '../../src/devtools/project.ts';

/** The connectors of this repository, each with an emulator of its provider. `described.test.ts` has the examples. */
export const subjects: readonly Subject[] = await acceptanceSubjects({
  ...findProject(import.meta.dirname),
  examples: [],
});
