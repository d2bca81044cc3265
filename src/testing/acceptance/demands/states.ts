import { numbered } from './row.ts';

/** States, counts and the ends of jobs. */
export const stateRows = numbered(37, [
  ['A state is emitted as its text, with only counts added', { cases: ['state.text-*'] }],
  ["The platform's id and partition are kept", { cases: ['state.text-*', 'state.global'] }],
  ['Absent, null and empty namespaces are not changed', { cases: ['state.namespaces'] }],
  [
    'Every state is emitted, in order',
    {
      cases: ['state.order', 'state.after-older-batches'],
      elsewhere: ['src/engine/settlement/ledger.test.ts'],
    },
  ],
  [
    'A state waits for all records before it',
    { cases: ['state.after-*', 'failure.earned-states-first', 'failure.reset*'] },
  ],
  ['GLOBAL waits for all streams', { cases: ['state.global', 'state.global-barrier'] }],
  ['A state of an unknown stream is emitted', { cases: ['state.of-unknown-stream', 'state.global'] }],
  [
    'Empty states and states without records are emitted',
    { cases: ['state.text-empty', 'state.text-null', 'state.text-absent', 'state.counts', 'job.clear-*'] },
  ],
  [
    'LEGACY and untyped states wait for all streams and are emitted',
    { cases: ['state.legacy', 'state.legacy-barrier'] },
  ],
  ['Time alone sends a batch', { cases: ['state.while-open'] }],
  ['A state does not send a batch', { cases: ['state.does-not-flush'] }],
  ['The end of the input sends the remaining records', { cases: ['job.tail', 'job.no-states'] }],
  [
    'States of delivered records precede the error',
    { cases: ['failure.earned-states-first', 'job.end-generations-*'] },
  ],
  [
    'Counts are those since the last state, without rejected records',
    { cases: ['state.counts', 'state.order', 'reject.counts'] },
  ],
  [
    'Rejected records are counted on the state that covers them',
    { cases: ['reject.counts', 'reject.some-is-fine'] },
  ],
  ['Repeated keys are counted record by record', { cases: ['state.duplicates'] }],
  [
    'Further counts may be added',
    { note: 'optional; the protocol allows them and no client reads them yet' },
  ],
  ['COMPLETE is required with generations, and not without', { cases: ['job.end-*', 'input.late-records'] }],
  [
    'An incomplete input deletes nothing',
    { cases: ['job.end-generations-nothing', 'input.cut-last-line', 'overwrite.cut-short'] },
  ],
  ['Other messages are ignored and not repeated', { cases: ['input.foreign-messages'] }],
  ['A catalog without generations is accepted', { cases: ['job.end-custom-*'] }],
  ['Equal generations alone delete nothing', { cases: ['job.truncate-needs-consent'] }],
  [
    'A truncating refresh keeps old data until it is complete',
    {
      cases: ['overwrite.*'],
      note: 'records of earlier attempts of the same generation are tested by such connectors',
    },
  ],
  ['A clear job deletes nothing, emits its states and succeeds', { cases: ['job.clear-*'] }],
]);
