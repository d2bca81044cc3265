import { commandRows } from './commands.ts';
import { bulkRows, javaRows, pythonRows, universalRows } from './harnesses.ts';
import { processRows } from './processes.ts';
import { recordRows } from './records.ts';
import type { Row } from './row.ts';
import { stateRows } from './states.ts';

export interface DemandTable {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** All demands, in tables. */
export const demandTables: readonly DemandTable[] = [
  {
    title: "Demands of the protocol and the platform's sources",
    rows: [...commandRows, ...stateRows, ...recordRows, ...processRows],
  },
  { title: "The Java and Kotlin CDK's DestinationAcceptanceTest", rows: javaRows },
  { title: "The bulk CDK's integration tests", rows: bulkRows },
  { title: 'connector-acceptance-test', rows: universalRows },
  { title: "The Python CDK's standard tests", rows: pythonRows },
];
