import type { Row } from './row.ts';

type Tests = readonly (readonly [id: string, demand: string, proof: Omit<Row, 'id' | 'demand'>])[];
const rows = (tests: Tests): Row[] => tests.map(([id, demand, proof]) => ({ id, demand, ...proof }));

const OVERWRITE: Omit<Row, 'id' | 'demand'> = { cases: ['overwrite.*'] };
const DEDUP: Omit<Row, 'id' | 'demand'> = { cases: ['dedup.*'] };
const IMAGE: Omit<Row, 'id' | 'demand'> = { elsewhere: ['integration_tests/image'] };

/** `DestinationAcceptanceTest` of the Java and Kotlin CDK. */
export const javaRows = rows([
  ['testGetSpec', 'spec writes a specification', { cases: ['spec.alone'] }],
  [
    'testCheckConnection, …InvalidCredentials',
    'check says SUCCEEDED or FAILED',
    { cases: ['check.ok', 'check.401', 'check.given'] },
  ],
  [
    'testSync',
    'the records arrive, the last state is emitted',
    { cases: ['job.tail', 'job.no-states', 'state.text-*'] },
  ],
  ['testSyncWithLargeRecordBatch', 'batches', { cases: ['job.large-batch'] }],
  ['testSecondSync', 'overwrite replaces its stream only', OVERWRITE],
  [
    'testLineBreakCharacters',
    'line breaks inside texts survive',
    { cases: ['value.line-breaks', 'input.crlf'] },
  ],
  ['testIncrementalSync', 'append keeps earlier records', { cases: ['job.second-sync'] }],
  ['testIncrementalDedupeSync', 'the newest record of a key is kept', DEDUP],
  [
    'testNamespaces, testSync…Namespace…',
    'namespaces are kept apart',
    { cases: ['catalog.two-namespaces', 'value.odd-stream-names'] },
  ],
  ['testEntrypointEnvVar', 'AIRBYTE_ENTRYPOINT is set', IMAGE],
  [
    'testSyncNotFailsWithNewFields',
    'undeclared fields do not fail the sync',
    { cases: ['value.undeclared-columns'] },
  ],
  ['testDataTypeTest…', 'data types', { cases: ['value.*'] }],
]);

/** The bulk CDK's integration tests. */
export const bulkRows = rows([
  ['SpecTest', 'one SPEC, equal to the file', { cases: ['spec.alone', 'spec.given', 'spec.same-each-time'] }],
  [
    'CheckIntegrationTest',
    'valid and invalid configurations',
    { cases: ['check.ok', 'check.given', 'check.schema', 'check.4*', 'check.closed-port'] },
  ],
  [
    'DiscoverIntegrationTest',
    'one catalog, always the same',
    { cases: ['discover.one-catalog', 'discover.deterministic'] },
  ],
  ['WriteInitializationTest', 'write starts', { cases: ['input.nothing'] }],
  [
    'testBasicWrite',
    'one state with counts for one record',
    { cases: ['state.counts', 'input.meta-changes', 'value.undeclared-columns'] },
  ],
  [
    'testMidSyncCheckpointingStreamState',
    'states are emitted while stdin is open',
    { cases: ['state.while-open', 'state.after-*'] },
  ],
  ['testNamespaces', 'three namespaces', { cases: ['catalog.two-namespaces'] }],
  ['testFunkyCharacters', 'unusual names and values', { cases: ['value.odd-*', 'value.line-breaks'] }],
  [
    'testTruncateRefresh, testInterruptedTruncate…',
    'old data is kept until the new data is complete',
    OVERWRITE,
  ],
  ['testAppend', 'two syncs', { cases: ['job.second-sync'] }],
  ['testAppend…SchemaEvolution', 'schemas change between syncs', { cases: ['value.undeclared-columns'] }],
  ['testDedup…, testFunkyCharactersDedup', 'keys, cursors and deletions', DEDUP],
  ['testManyStreamsCompletion', '21 streams', { cases: ['job.many-streams'] }],
  [
    'testBasicTypes',
    'scalars of every type',
    {
      cases: [
        'value.big-integers',
        'value.decimals',
        'value.scientific',
        'value.words',
        'value.missing-is-not-null',
      ],
    },
  ],
  ['testContainerTypes', 'objects and lists', { cases: ['value.containers'] }],
  [
    'testUnknownTypes, testUnions, testNoColumns',
    'schemas of any kind',
    { cases: ['value.undeclared-columns'] },
  ],
  ['testNoData', 'empty input', { cases: ['input.nothing'] }],
  [
    'testTruncateRefreshNoData',
    'an empty truncating refresh',
    { note: 'an empty stream replaces nothing, because a job that clears a connection looks the same' },
  ],
  ['testClear', 'a clear job with one GLOBAL state', { cases: ['job.clear-registry'] }],
]);

/** `connector-acceptance-test`, whose cases of `spec` and `check` are for sources and destinations. */
export const universalRows = rows([
  ['test_config_match_spec', 'the configuration fits', { cases: ['spec.accepts-its-config'] }],
  ['test_match_expected', 'the specification equals the file', { cases: ['spec.given'] }],
  [
    'test_enum_usage … test_additional_properties_is_true',
    'eighteen rules for the form',
    { cases: ['spec.rules'], elsewhere: ['src/testing/spec-rules.test.ts'] },
  ],
  [
    'test_secret_never_in_the_output',
    'no secret in the output (the original test is empty)',
    { cases: ['secret.*'], note: 'every run of every case is checked for it' },
  ],
  [
    'test_backward_compatibility',
    'older configurations stay valid',
    { note: 'needs the image of the version before' },
  ],
  ['test_image_labels, test_image_environment_variables', 'labels, AIRBYTE_ENTRYPOINT', IMAGE],
  ['test_check', 'each configuration gives the listed result', { cases: ['check.given'] }],
]);

/** The standard tests of the Python CDK. */
export const pythonRows = rows([
  [
    'test_docker_image_build_and_spec, verify_connector_image',
    'spec without an error',
    { cases: ['spec.alone'], note: 'with --image in a container' },
  ],
  [
    'test_docker_image_build_and_check, test_check',
    'check as listed, without an error',
    { cases: ['check.given', 'check.ok'] },
  ],
  [
    'scenarios',
    'acceptance-test-config.yml is read',
    { cases: ['check.given', 'spec.given'], elsewhere: ['src/testing/cli/test-config.test.ts'] },
  ],
]);
