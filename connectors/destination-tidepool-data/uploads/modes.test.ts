import type { RoutedStream } from '@airbyte-ts/cdk';
import { expect, it } from 'vitest';
import { verifyModes } from './modes.ts';

const streams = (...modes: RoutedStream['syncMode'][]) =>
  modes.map((syncMode) => ({ syncMode }) as RoutedStream);
const ofOneUser = { user_id_field: '', session_type: 'normal' } as const;
const continuous = { ...ofOneUser, session_type: 'continuous' } as const;

it.each([
  ['overwrite and append + deduped', ofOneUser, streams('overwrite', 'append_dedup')],
  ['overwrite and append to the continuous session', continuous, streams('append', 'overwrite')],
])('streams of one user with %s are rejected', (_, config, both) => {
  expect(() => verifyModes(both, config)).toThrow(
    expect.objectContaining({ code: 'ERR_DEVICE_IN_TWO_MODES', failureType: 'config_error' }),
  );
});

it.each([
  ['overwrite and append in normal sessions', ofOneUser, streams('overwrite', 'append')],
  ['append + deduped and append to the continuous session', continuous, streams('append_dedup', 'append')],
  ['overwrite alone', continuous, streams('overwrite', 'overwrite')],
  [
    'overwrite and append + deduped, whose records name their users',
    { ...ofOneUser, user_id_field: 'patient' },
    streams('overwrite', 'append_dedup'),
  ],
])('streams with %s are accepted', (_, config, both) => {
  expect(() => verifyModes(both, config)).not.toThrow();
});
