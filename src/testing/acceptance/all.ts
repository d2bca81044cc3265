import type { Case } from './case.ts';
import { checkCases } from './check.ts';
import { discoverCases } from './discover.ts';
import { fidelityCases } from './fidelity.ts';
import { gapCases } from './fidelity-gaps.ts';
import { lineCases } from './input-lines.ts';
import { messageCases } from './input-messages.ts';
import { lifecycleCases } from './lifecycle.ts';
import { securityCases } from './security.ts';
import { signalCases } from './signals.ts';
import { specCases } from './spec.ts';
import { barrierCases } from './state-barriers.ts';
import { stateTimeCases } from './state-times.ts';
import { catalogCases } from './write-catalogs.ts';
import { failureCases } from './write-failures.ts';
import { jobCases } from './write-jobs.ts';

import { loadCases } from './write-loads.ts';
import { modeCases } from './write-modes.ts';
import { patienceCases } from './write-patience.ts';

import { rejectCases } from './write-rejects.ts';
import { resetCases } from './write-resets.ts';
import { stateCases } from './write-states.ts';

/** The whole suite, command by command. */
export const acceptanceCases: readonly Case[] = [
  ...specCases,
  ...checkCases,
  ...discoverCases,
  ...stateCases,
  ...stateTimeCases,
  ...barrierCases,
  ...lineCases,
  ...messageCases,
  ...jobCases,
  ...modeCases,
  ...catalogCases(),
  ...failureCases,
  ...resetCases,
  ...patienceCases,
  ...rejectCases,
  ...fidelityCases,
  ...gapCases,
  ...lifecycleCases,
  ...loadCases,
  ...signalCases,
  ...securityCases,
];
