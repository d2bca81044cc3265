import { numbered } from './row.ts';

/** Sync modes, values, input, failures of the provider and rejected records. */
export const recordRows = numbered(61, [
  ['append repeats no record under another key', { cases: ['value.derived-keys'] }],
  [
    'append_dedup: the last record of a key is kept',
    { cases: ['dedup.*'], elsewhere: ['src/engine/delivery/lanes.test.ts'] },
  ],
  [
    'update and soft_delete: a missing object is rejected or ignored',
    { note: 'needs a connector that offers them, and its tests' },
  ],
  ['Columns of the platform and of CDC sources are not data', { cases: ['value.platform-columns'] }],
  ['null and missing are distinct', { cases: ['value.missing-is-not-null'] }],
  [
    'Types are converted as documented, or the record is rejected',
    {
      cases: ['reject.counts', 'input.data-not-object', 'input.deep-record'],
      elsewhere: ['src/mapping/schema/coerce.test.ts'],
    },
  ],
  [
    'Large integers, decimals and exponents keep their value',
    { cases: ['value.big-integers', 'value.decimals', 'value.scientific'] },
  ],
  [
    'Any text, name and character is delivered',
    {
      cases: [
        'value.unicode',
        'value.line-breaks',
        'value.quotes',
        'value.lone-surrogate',
        'value.odd-*',
        'input.cut-characters',
      ],
    },
  ],
  [
    'Null members and unknown members are accepted',
    { cases: ['input.null-laden', 'input.foreign-messages'] },
  ],
  [
    'Unusual lines are read; invalid ones are not lost in silence, and not shown',
    {
      cases: [
        'input.crlf',
        'input.no-last-newline',
        'input.blank-lines',
        'input.bom',
        'input.white-space',
        'input.not-*',
        'input.no-type',
        'secret.broken-lines',
      ],
      note: 'the sync fails: with a warning only, the next state would cover a lost record',
    },
  ],
  ['meta.changes is accepted', { cases: ['input.meta-changes'] }],
  ['Records of unknown streams are not lost in silence', { cases: ['input.unknown-stream'] }],
  [
    'Memory is bounded; reading pauses',
    {
      cases: ['life.back-pressure', 'input.large-line'],
      elsewhere: ['integration_tests/benchmarks', 'src/engine/sync-pace.test.ts'],
    },
  ],
  ['No wait of hours', { cases: ['failure.long-wait'], elsewhere: ['src/retry/retry.test.ts'] }],
  ['Half a CPU and a gigabyte are enough', { elsewhere: ['integration_tests/benchmarks'] }],
  [
    '429 and Retry-After are obeyed, in either form',
    {
      cases: ['failure.rate-limit*', 'check.rate-limit'],
      elsewhere: ['src/http/limits/gate.test.ts', 'src/http/errors/retry-after.test.ts'],
    },
  ],
  [
    'Requests are repeated after temporary failures, with a time limit',
    {
      cases: ['failure.transient', 'failure.reset*', 'check.hanging'],
      elsewhere: ['src/http/client-faults.test.ts'],
    },
  ],
  [
    'An expired token is renewed once',
    { cases: ['failure.401'], elsewhere: ['src/http/auth/tokens.test.ts'] },
  ],
  [
    'Outcomes of single records are read from responses',
    { elsewhere: ['src/engine/delivery/deliver.test.ts', 'src/engine/batching/packed-batch.test.ts'] },
  ],
  ['A request that is too large is divided', { elsewhere: ['src/engine/delivery/deliver-rejected.test.ts'] }],
  [
    'One invalid record does not reject its batch',
    { cases: ['reject.counts'], elsewhere: ['src/engine/delivery/find-rejected-rows.test.ts'] },
  ],
  ['Rejected records are kept with the reason', { elsewhere: ['src/rejects/local-store.test.ts'] }],
  ['Rejected records go to object storage', { elsewhere: ['integration_tests/rejects-s3.test.ts'] }],
  ['It works without a place for rejected records', { cases: ['reject.*'] }],
  [
    'A rejected record is stored before its state is emitted',
    { elsewhere: ['src/engine/sync-rejects.test.ts'] },
  ],
  ['A sync that delivers nothing fails', { cases: ['reject.all', 'reject.some-is-fine'] }],
  [
    'A sync logs a summary at its end',
    { cases: ['life.log-volume'], elsewhere: ['src/engine/settlement/stream-report.test.ts'] },
  ],
  [
    'Renewed credentials are sent to the platform',
    {
      cases: ['spec.alone', 'discover.one-catalog'],
      elsewhere: [
        'src/cli/live-config.test.ts',
        'integration_tests/renewed-credentials/renewed-credentials.test.ts',
      ],
      note: 'the CDK sends them (`updateConfig`); the providers of the connectors here do not replace refresh tokens',
    },
  ],
  [
    'Long waits are reported to the platform',
    { elsewhere: ['src/protocol/output.test.ts'], note: 'optional' },
  ],
]);
