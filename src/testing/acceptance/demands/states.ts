import { numbered } from './row.ts';

/** States, counts and the ends of jobs. */
export const stateRows = numbered(37, [
  ['A state comes back as its own text, with nothing but counts added', { cases: ['state.text-*'] }],
  ["The platform's id and partition survive", { cases: ['state.text-*', 'state.global'] }],
  ['Namespaces that are absent, null or empty stay so', { cases: ['state.namespaces'] }],
  [
    'Every state comes back, in order',
    {
      cases: ['state.order', 'state.after-older-batches'],
      elsewhere: ['src/engine/settlement/ledger.test.ts'],
    },
  ],
  [
    'A state waits for everything before it',
    { cases: ['state.after-*', 'failure.earned-states-first', 'failure.reset*'] },
  ],
  ['GLOBAL waits for all streams', { cases: ['state.global', 'state.global-barrier'] }],
  ['A state of an unknown stream comes back', { cases: ['state.of-unknown-stream', 'state.global'] }],
  [
    'Empty states and states without records come back',
    { cases: ['state.text-empty', 'state.text-null', 'state.text-absent', 'state.counts', 'job.clear-*'] },
  ],
  [
    'LEGACY and untyped states wait for all streams and come back',
    { cases: ['state.legacy', 'state.legacy-barrier'] },
  ],
  ['Time alone sends a batch', { cases: ['state.while-open'] }],
  ['A state does not send a batch', { cases: ['state.does-not-flush'] }],
  ['The end of the input sends what is left', { cases: ['job.tail', 'job.no-states'] }],
  ['Earned states precede the error', { cases: ['failure.earned-states-first', 'job.end-generations-*'] }],
  [
    'Counts are those since the last state, without rejected records',
    { cases: ['state.counts', 'state.order', 'reject.counts'] },
  ],
  [
    'Rejected records are counted on the state that covers them',
    { cases: ['reject.counts', 'reject.some-is-fine'] },
  ],
  ['Repeated keys are counted record by record', { cases: ['state.duplicates'] }],
  ['Further counts may be added', { note: 'optional; the protocol allows them and nobody reads them yet' }],
  [
    'With generations a COMPLETE is needed, without them none',
    { cases: ['job.end-*', 'input.late-records'] },
  ],
  [
    'An input that was cut off deletes nothing',
    { cases: ['job.end-generations-nothing', 'input.cut-last-line', 'overwrite.cut-short'] },
  ],
  ['Other messages are passed over and not repeated', { cases: ['input.foreign-messages'] }],
  ['A catalog without generations is fine', { cases: ['job.end-custom-*'] }],
  ['Equal generations alone delete nothing', { cases: ['job.truncate-needs-consent'] }],
  [
    'A truncating refresh keeps what it must until it is complete',
    {
      cases: ['overwrite.*'],
      note: 'what earlier attempts of the same generation delivered is for the tests of such connectors',
    },
  ],
  ['A clear job deletes nothing, says its states and ends well', { cases: ['job.clear-*'] }],
]);
