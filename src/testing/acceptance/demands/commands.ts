import { numbered } from './row.ts';

const IMAGE = { elsewhere: ['integration_tests/image'] };
const EVERY_RUN = 'every run of every case is checked for it';

/** Commands, what they write, specification, check, discover and catalogs. */
export const commandRows = numbered(1, [
  [
    'spec needs no arguments, configuration, network or environment',
    { cases: ['spec.alone', 'spec.same-each-time'] },
  ],
  [
    'The flags are exact, --x=y does too, unknown commands are refused with usage',
    { cases: ['cli.*', 'check.equals-form', 'catalog.odd-files'] },
  ],
  [
    'Configurations and catalogs have any name and may be read-only',
    { cases: ['check.odd-file', 'catalog.odd-files'] },
  ],
  [
    'It works in any working directory',
    { cases: ['check.odd-file', 'check.relative-path', 'spec.shebang', 'spec.same-each-time'] },
  ],
  ['The image has a shell and AIRBYTE_ENTRYPOINT', IMAGE],
  ['stdout holds nothing but messages', { cases: ['*'], note: EVERY_RUN }],
  ['Lines are whole, and stdout is drained before the end', { cases: ['life.slow-reader*'] }],
  [
    'stderr is empty after a success',
    { cases: ['spec.alone', 'job.*'], note: 'every success is checked for it' },
  ],
  ['LOG messages have levels, are few, and LOG_LEVEL is obeyed', { cases: ['life.log-*'] }],
  ['Secrets are shown nowhere', { cases: ['secret.*', 'check.bad-json'], note: EVERY_RUN }],
  ['An error has everything that the platform reads', { cases: ['failure.40*', 'failure.unchecked-config'] }],
  ['An error precedes every exit code but 0', { cases: ['failure.*', 'input.not-*', 'catalog.file-*'] }],
  [
    'There is one error, of the right kind',
    {
      cases: ['failure.40*', 'failure.long-wait', 'reject.all'],
      elsewhere: ['src/http/errors/classify.test.ts'],
    },
  ],
  ['An error never comes with exit code 0', { cases: ['failure.40*'] }],
  [
    'A message says what, where and what to do',
    { cases: ['failure.40*', 'failure.unchecked-config', 'check.schema', 'catalog.unknown-object'] },
  ],
  ['Messages and stacks stay below the sizes at which the platform cuts', { cases: ['failure.sizes'] }],
  ['The exit code is 0 or 1', { cases: ['job.*', 'failure.*', 'life.sig*'] }],
  ['check answers once, and exits with 0 for either answer', { cases: ['check.*'] }],
  [
    'check finds missing permissions',
    {
      cases: ['check.401', 'check.403', 'check.404', 'check.given'],
      note: "which permissions there are is the provider's; `status: failed` in the test file names such configurations",
    },
  ],
  ['check leaves nothing behind', { cases: ['check.ok'] }],
  [
    'check outlasts a short failure and ends in time',
    {
      cases: ['check.transient', 'check.rate-limit', 'check.hanging', 'check.refused', 'check.unknown-host'],
    },
  ],
  [
    'Every command validates the configuration',
    { cases: ['check.schema', 'discover.config-error', 'failure.unchecked-config'] },
  ],
  ['The specification is one that the form shows well', { cases: ['spec.rules'] }],
  ['The specification names every sync mode that discover offers', { cases: ['discover.modes'] }],
  ['Protocol version and documentation address are valid', { cases: ['spec.alone', 'spec.rules'] }],
  [
    'Unknown properties are allowed, older configurations stay valid',
    {
      cases: ['spec.rules', 'spec.accepts-its-config'],
      note: "older configurations are in nobody's hands but the author's: list them with `status: succeed`",
    },
  ],
  ['Logins by OAuth have a manual alternative', { note: 'no connector here logs in by OAuth' }],
  [
    'discover is the same each time, each offer is there once',
    { cases: ['discover.deterministic', 'discover.unique'] },
  ],
  [
    "discover offers the account's own objects and fields",
    { note: 'needs an account with such fields; belongs into the tests of a connector' },
  ],
  [
    'Fields have types; matching keys are among them, and are there where a mode needs one',
    { cases: ['discover.schemas', 'discover.types', 'discover.keys'] },
  ],
  [
    'Required fields exist',
    {
      cases: ['discover.schemas'],
      note: 'whether the provider really requires them only its documentation can tell',
    },
  ],
  [
    'An object says whether it takes other columns',
    { cases: ['discover.schemas'], elsewhere: ['src/cli/discover.test.ts'] },
  ],
  [
    'discover fails with an error, and never writes CONTROL',
    { cases: ['discover.refused', 'discover.config-error', 'discover.one-catalog'] },
  ],
  [
    'write validates the catalog before it delivers',
    {
      cases: [
        'catalog.unknown-object',
        'catalog.soft-delete',
        'catalog.append-dedup',
        'catalog.overwrite',
        'catalog.files',
      ],
      elsewhere: ['src/engine/plan.test.ts'],
    },
  ],
  ['A stream without a mapping finds its object', { cases: ['state.counts', 'job.no-states'] }],
  [
    'A missing primary key or cursor is dealt with',
    {
      cases: ['job.no-states'],
      elsewhere: ['src/mapping/identity/ids.test.ts'],
      note: 'no case gives a cursor; keys are given for append_dedup only',
    },
  ],
]);
