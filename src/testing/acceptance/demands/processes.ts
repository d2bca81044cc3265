import { numbered } from './row.ts';

const METADATA = { elsewhere: ['src/testing/metadata-rules.test.ts'] };

/** The process, the image and the platform around it. */
export const processRows = numbered(90, [
  ['A closed stdout ends it quickly and quietly', { cases: ['life.closed-stdout*'] }],
  [
    'SIGTERM and SIGINT end it within ten seconds, with the states of delivered records',
    { cases: ['life.sig*'], elsewhere: ['integration_tests/image/wrapper.test.ts'] },
  ],
  ['It ends after its last output', { cases: ['life.ends-at-once'] }],
  ['It runs as any user and without privileges', { elsewhere: ['integration_tests/image/wrapper.test.ts'] }],
  ['The image has the labels', { elsewhere: ['integration_tests/image/dockerfile.test.ts'] }],
  ['metadata.yaml declares the features that the platform enables', METADATA],
  [
    'Only https, and only to known hosts',
    { elsewhere: ['src/http/request/base-url.test.ts', 'src/testing/metadata-rules.test.ts'] },
  ],
  ['Sockets are rejected with a message', { cases: ['failure.sockets', 'failure.stdio-is-normal'] }],
  ['Streams with files are rejected with a message', { cases: ['catalog.files'] }],
  [
    'PyAirbyte can run it',
    {
      cases: [
        'input.null-laden',
        'catalog.odd-files',
        'life.closed-stdout-spec',
        'life.sig*',
        'job.no-states',
        'job.truncate-needs-consent',
        'life.shebang-write',
      ],
      elsewhere: ['integration_tests/pyairbyte'],
      note: 'the cases imitate PyAirbyte; npm run test:pyairbyte runs PyAirbyte itself',
    },
  ],
  [
    'Messages fit the protocol, and unknown members are kept',
    { cases: ['state.text-*'], elsewhere: ['spec/protocol.test.ts'] },
  ],
  ['Throughput and memory are measured', { elsewhere: ['integration_tests/benchmarks'] }],
  ['Rejected records can be sent again', { elsewhere: ['integration_tests/replay.test.ts'] }],
]);
