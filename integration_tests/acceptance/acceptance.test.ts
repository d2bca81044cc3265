import { access } from 'node:fs/promises';
import { acceptanceCases, type Case, runCase, type Subject } from '@airbyte-ts/cdk/acceptance';
import { beforeAll, describe, test } from 'vitest';
import { HEAP_FLAGS } from '../../src/cli/heap.ts';
import { COMPILE_CACHE } from '../../src/testing/compile-cache.ts';
import { depth } from '../../src/testing/depth.ts';
import { subjects } from './subjects.ts';

/** A case may wait for a limit of the connector of one minute; its own limits are below this one. */
const TIMEOUT_MS = 150_000;

// Slow cases mostly wait, so they start first and the others run beside them.
const cases = [...acceptanceCases].sort((a, b) => Number(b.slow ?? false) - Number(a.slow ?? false));

/** Waits of the connector are accelerated, except in the nightly run and on a Node that can't load TypeScript. */
const isAccelerated = depth(1, 0) === 1 && process.env.CONNECTOR_NODE === undefined;
const FAST_CLOCK = ['--import', new URL('../faults/fast-time.ts', import.meta.url).href];

function accelerated(subject: Subject): Subject {
  const [node, ...rest] = subject.command;
  if (!isAccelerated) return subject;
  return {
    ...subject,
    acceleratedCommand: [node!, ...FAST_CLOCK, ...rest],
    runtime: { command: (command, { env }) => ({ command, env: { ...COMPILE_CACHE, ...env } }) },
  };
}

/** Groups of cases that depend on the process: its arguments, signals and pipes. */
const OF_PROCESS = /^(cli|life|input)\./;

/**
 * Adds the heap option without which `write` replaces its process once. The first connector runs the cases of the process without it; in the
 * nightly tier all cases run without it. Further options would make Node compile its own modules at each start.
 */
function withHeapOption(subject: Subject): Subject {
  const [node, ...rest] = subject.command;
  return isAccelerated ? { ...subject, command: [node!, HEAP_FLAGS[0], ...rest] } : subject;
}

/** Groups of cases whose results depend on how the connector delivers. Those of others depend on the engine, the command or its input. */
const OF_DELIVERY = /^(failure|job|dedup|overwrite|reject)\./;

/** All cases; a further subject of a connector runs those of delivery only, except at night. */
function casesOf({ executable }: Subject, at: number): readonly Case[] {
  const isFurther = subjects.findIndex((other) => other.executable === executable) < at;
  return depth(1, 0) === 1 && isFurther ? cases.filter(({ id }) => OF_DELIVERY.test(id)) : cases;
}

for (const [at, described] of subjects.entries()) {
  const asShipped = accelerated(described);
  const withoutReplacing = accelerated(withHeapOption(described));
  describe.concurrent(described.name, () => {
    beforeAll(async () => {
      const file = described.executable ?? '';
      await access(file).catch(() => {
        throw new Error(`${file} is not there. Run \`npm run build\` first.`);
      });
    });

    for (const each of casesOf(described, at)) {
      test(`${each.id}: ${each.title}`, { timeout: TIMEOUT_MS }, async ({ skip }) => {
        const isReplacing = at === 0 && OF_PROCESS.test(each.id);
        const outcome = await runCase(each, isReplacing ? asShipped : withoutReplacing);
        if (outcome.status === 'skipped') skip(outcome.reason);
        if (outcome.status === 'failed') throw outcome.error;
      });
    }
  });
}
