import { access } from 'node:fs/promises';
import type { Subject } from '@airbyte-ts/cdk/acceptance';
import { beforeAll, describe, test } from 'vitest';
import { acceptanceCases } from '../../src/testing/acceptance/all.ts';
import { runCase } from '../../src/testing/acceptance/run.ts';
import { depth } from '../../src/testing/depth.ts';
import { subjects } from './subjects.ts';

/** A case may wait for a limit of the connector of one minute; its own limits are below this one. */
const TIMEOUT_MS = 150_000;

// Slow cases mostly wait, so they start first and the others run beside them.
const cases = [...acceptanceCases].sort((a, b) => Number(b.slow ?? false) - Number(a.slow ?? false));

/** Waits of the connector are accelerated, except in the nightly run and on a Node that can't load TypeScript. */
const isAccelerated = depth(1, 0) === 1 && process.env.CONNECTOR_NODE === undefined;
const FAST_CLOCK = ['--import', new URL('../faults/fast-time.ts', import.meta.url).href];

function accelerated({ command: [node, ...rest] }: Subject): readonly string[] | undefined {
  return isAccelerated ? [node!, ...FAST_CLOCK, ...rest] : undefined;
}

/** Each third configuration that the specification rejects; all of them in the nightly tier. */
function withFewBroken(subject: Subject): Subject {
  const invalid = subject.broken.filter(({ kind }) => kind === 'schema');
  const isKept = (each: (typeof invalid)[number]): boolean =>
    each.kind !== 'schema' || invalid.indexOf(each) % depth(3, 1) === 0;
  return { ...subject, broken: subject.broken.filter(isKept) };
}

/** A connector may have a further subject, with another configuration. The nightly tier runs its cases too. */
const isFurther = ({ executable }: Subject, at: number): boolean =>
  subjects.findIndex((other) => other.executable === executable) < at;

for (const [at, subject] of subjects.entries()) {
  if (isFurther(subject, at) && depth(1, 0) === 1) continue;
  const described = withFewBroken(subject);
  const acceleratedCommand = accelerated(described);
  describe.concurrent(described.name, () => {
    beforeAll(async () => {
      const file = described.executable ?? '';
      await access(file).catch(() => {
        throw new Error(`${file} does not exist. Run \`npm run build\` first.`);
      });
    });

    for (const each of cases) {
      test(`${each.id}: ${each.title}`, { timeout: TIMEOUT_MS }, async ({ skip }) => {
        const outcome = await runCase(each, described, { acceleratedCommand });
        if (outcome.status === 'skipped') skip(outcome.reason);
        if (outcome.status === 'failed') throw outcome.error;
      });
    }
  });
}
