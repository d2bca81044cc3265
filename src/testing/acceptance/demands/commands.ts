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
    'The flags are exact, --x=y works too, unknown commands are rejected with the usage',
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
  ['stdout contains only messages', { cases: ['*'], note: EVERY_RUN }],
  ['Lines are whole, and stdout is drained before the end', { cases: ['life.slow-reader*'] }],
  [
    'stderr is empty after a success',
    { cases: ['spec.alone', 'job.*'], note: 'every success is checked for it' },
  ],
  ['LOG messages have levels, are few, and LOG_LEVEL is obeyed', { cases: ['life.log-*'] }],
  ['Secrets are never shown', { cases: ['secret.*', 'check.bad-json'], note: EVERY_RUN }],
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
    'A message states what happened, where, and what to do',
    { cases: ['failure.40*', 'failure.unchecked-config', 'check.schema', 'catalog.unknown-object'] },
  ],
  ['Messages and stacks stay below the sizes at which the platform cuts', { cases: ['failure.sizes'] }],
  ['The exit code is 0 or 1', { cases: ['job.*', 'failure.*', 'life.sig*'] }],
  ['check writes one status, and exits with 0 for either status', { cases: ['check.*'] }],
  [
    'check finds missing permissions',
    {
      cases: ['check.401', 'check.403', 'check.404', 'check.given'],
      note: 'permissions depend on the provider; `status: failed` in the test file lists such configurations',
    },
  ],
  ['check leaves nothing behind', { cases: ['check.ok'] }],
  [
    'check retries after a short failure and ends in time',
    {
      cases: [
        'check.transient',
        'check.rate-limit',
        'check.hanging',
        'check.closed-port',
        'check.unknown-host',
      ],
    },
  ],
  [
    'Every command validates the configuration',
    { cases: ['check.schema', 'discover.config-error', 'failure.unchecked-config'] },
  ],
  ['The form can show the specification', { cases: ['spec.rules'] }],
  ['The specification lists every sync mode that discover offers', { cases: ['discover.modes'] }],
  ['Protocol version and documentation address are valid', { cases: ['spec.alone', 'spec.rules'] }],
  [
    'Unknown properties are allowed, older configurations stay valid',
    {
      cases: ['spec.rules', 'spec.accepts-its-config'],
      note: 'only the author has older configurations: list them with `status: succeed`',
    },
  ],
  ['Logins by OAuth have a manual alternative', { note: 'no connector here logs in by OAuth' }],
  [
    'discover is the same each time, and offers each operation once',
    { cases: ['discover.deterministic', 'discover.unique'] },
  ],
  [
    "discover offers the account's custom objects and fields",
    { note: 'needs an account with such fields; belongs to the tests of a connector' },
  ],
  [
    'Fields have types; matching keys are fields, and exist if a mode needs one',
    { cases: ['discover.schemas', 'discover.types', 'discover.keys'] },
  ],
  [
    'Required fields exist, and none is of a matching key',
    {
      cases: ['discover.schemas', 'discover.required'],
      note: 'only the documentation of the provider tells whether it requires them',
    },
  ],
  [
    'An object states whether it accepts other columns',
    { cases: ['discover.schemas'], elsewhere: ['src/cli/discover.test.ts'] },
  ],
  [
    'discover fails with an error, and never writes CONTROL',
    { cases: ['discover.rejected', 'discover.config-error', 'discover.one-catalog'] },
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
    'A missing primary key or cursor is handled',
    {
      cases: ['job.no-states'],
      elsewhere: ['src/mapping/identity/ids.test.ts'],
      note: 'no case sets a cursor; keys are set for append_dedup only',
    },
  ],
]);
