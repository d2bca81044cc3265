import { checkMetadata } from '../testing/metadata-rules.ts';
import { changesThatBreak } from '../testing/spec-changes.ts';
import { checkSpec } from '../testing/spec-rules.ts';
import { definitionFaults } from './definition-faults.ts';
import type { EarlierSpecifications } from './earlier-specifications.ts';
import type { ConnectorFolder } from './project.ts';
import { specificationOf } from './specification.ts';

/**
 * Checks each connector's specification against the rules of the platform's form and its acceptance tests, and its
 * metadata, page and icon against the rules of the registry, and that the engine can honour the schemas of its operations. With
 * earlier specifications it also reports changes since them that would invalidate stored configurations. Returns 1 if a rule is
 * broken.
 */
export async function checkConnectors(
  connectors: readonly ConnectorFolder[],
  say: (line: string) => void,
  earlier?: EarlierSpecifications,
): Promise<number> {
  let broken = 0;
  for (const connector of connectors) {
    const { name, folder, specification } = connector;
    const spec = await specificationOf({ specification });
    const before = await earlier?.of(connector);
    if (earlier && !before) say(`${name}: is not in ${earlier.name}, so there is nothing to compare`);
    const violations = [
      ...(before ? changesThatBreak(before, spec) : []).map((each) => ({ file: specification, ...each })),
      ...checkSpec(spec).map((violation) => ({ file: specification, ...violation })),
      ...checkMetadata(folder, { spec }).map((violation) => ({ ...violation, file: folder })),
      ...(await definitionFaults(connector)),
    ];
    broken += violations.length;
    for (const { file, rule, path, message } of violations) say(`${file} ${path}: ${message} (rule ${rule})`);
    if (violations.length === 0) say(`${name}: no rule is broken`);
  }
  return broken > 0 ? 1 : 0;
}
