import type { Case } from '../acceptance/case.ts';
import { groupedBy } from '../report/report.ts';

/** Lists all cases with title, reason, reference and needs. */
export function listText(cases: readonly Case[]): string {
  const groups = groupedBy(cases, ({ id }) => id.split('.')[0]!);
  const lines = [...groups.values()].flatMap((each) => each.flatMap(entry));
  return `${lines.join('\n')}\n${cases.length} cases\n`;
}

function entry({ id, title, why, reference, needs = [], slow }: Case): string[] {
  return [
    id,
    `  ${title}`,
    `  why     ${why}`,
    `  source  ${reference}`,
    ...(needs.length > 0 ? [`  needs   ${needs.join(', ')}`] : []),
    ...(slow ? ['  slow'] : []),
    '',
  ];
}

/** Lists all cases as JSON. */
export const listJson = (cases: readonly Case[]): string =>
  `${JSON.stringify(
    cases.map(({ run: _, ...promise }) => promise),
    null,
    2,
  )}\n`;
