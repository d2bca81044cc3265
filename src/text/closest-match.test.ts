import { describe, expect, it } from 'vitest';
import { closestMatch } from './closest-match.ts';

const NAMES = [
  'api_key',
  'base_url',
  'stream_namespace',
  'stream_name',
  'rows_per_file',
  'user_id',
  'user_id_field',
];

describe('the name that was probably meant', () => {
  it.each([
    ['apiKey', 'api_key'],
    ['API-KEY', 'api_key'],
    ['api_kye', 'api_key'],
    ['baseurl', 'base_url'],
    ['base_ur', 'base_url'],
    ['base_urll', 'base_url'],
    ['namespace', 'stream_namespace'],
    ['rows_per_fiel', 'rows_per_file'],
    ['userId', 'user_id'],
    ['user_id_feild', 'user_id_field'],
    ['stream', 'stream_name'],
  ])('of %s is %s', (given, meant) => {
    expect(closestMatch(given, NAMES)).toBe(meant);
  });

  it.each(['', 'x', 'id', 'password', 'completely_different', 'url'])('of %j is undefined', (given) => {
    expect(closestMatch(given, NAMES)).toBeUndefined();
  });
});
