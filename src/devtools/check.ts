import type { ConnectorSpecification } from '../define/specification.ts';
import { checkMetadata } from '../testing/metadata-rules.ts';
import { changesThatBreak } from '../testing/spec-changes.ts';
import { checkSpec } from '../testing/spec-rules.ts';
import { definitionFaults } from './definition-faults.ts';
import type { EarlierSpecifications } from './earlier-specifications.ts';
import type { ConnectorFolder } from './project.ts';
import { specificationOf } from './specification.ts';
import { testFileFaults } from './test-file-faults.ts';

/**
 * Checks each connector's specification against the rules of the platform's form and its acceptance tests, and its metadata, page
 * and icon against the rules of the registry, that the engine can honour the schemas of its operations, and that the tools can
 * use its emulator, its demo and its tests. With earlier specifications it also reports changes since them that would invalidate
 * stored configurations. Returns 1 if a rule is broken.
 */
export async function checkConnectors(
  connectors: readonly ConnectorFolder[],
  say: (line: string) => void,
  earlier?: EarlierSpecifications,
): Promise<number> {
  let broken = 0;
  for (const connector of connectors) {
    const { name, folder, specification } = connector;
    let spec: ConnectorSpecification;
    try {
      spec = await specificationOf(connector);
    } catch (thrown) {
      // All other rules need it, and so does the definition.
      say(`${(thrown as Error).message} (rule specification)`);
      broken++;
      continue;
    }
    const before = await earlier?.of(connector);
    if (earlier && !before) say(`${name}: is not in ${earlier.name}, so there is nothing to compare`);
    const violations = [
      ...(before ? changesThatBreak(before, spec) : []).map((each) => ({ file: specification, ...each })),
      ...checkSpec(spec).map((violation) => ({ file: specification, ...violation })),
      ...checkMetadata(folder, { spec }).map((violation) => ({ ...violation, file: folder })),
      ...(await definitionFaults(connector)),
      ...(await testFileFaults(connector)),
    ];
    broken += violations.length;
    for (const { file, rule, path, message } of violations) say(`${file} ${path}: ${message} (rule ${rule})`);
    if (violations.length === 0) say(`${name}: no rule is broken`);
  }
  return broken > 0 ? 1 : 0;
}
