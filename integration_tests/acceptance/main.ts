#!/usr/bin/env node
import { connectorAcceptance } from '#testing';
import { subjects } from './subjects.ts';

// A connector that still runs goes with us.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(code));

process.exitCode = await connectorAcceptance(
  process.argv.slice(2),
  Object.fromEntries(subjects.map((subject) => [subject.name, () => subject])),
  { cwd: process.cwd(), stdout: process.stdout, stderr: process.stderr },
);
