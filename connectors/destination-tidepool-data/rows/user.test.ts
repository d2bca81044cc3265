import { describe, expect, it } from 'vitest';
import { targetKeys, targetOf } from './target.ts';
import { userFault, userOf } from './user.ts';

const ONE = { user_id: 'abcdef0123', user_id_field: '' };
const MANY = { user_id: 'abcdef0123', user_id_field: 'patient' };
const UUID = '6f1b2c3d-0a1b-4c2d-8e3f-001122334455';

describe('the user of a record', () => {
  it('is that of the settings if no column is configured', () => {
    expect(userOf({ patient: '0123456789' }, ONE)).toBe('abcdef0123');
    expect(userFault({}, ONE)).toBeUndefined();
  });

  it.each(['0123456789', UUID, ' 0123456789 '])('is the value of the configured column: %j', (patient) => {
    expect(userFault({ patient }, MANY)).toBeUndefined();
    expect(userOf({ patient }, MANY)).toBe(patient.trim());
  });

  it.each([
    [{}, 'patient is missing, which names the user'],
    [{ patient: null }, 'patient is missing, which names the user'],
    [{ patient: '' }, 'patient is missing, which names the user'],
    [{ patient: '  ' }, 'patient is not a Tidepool user id'],
    [{ patient: 'ABCDEF0123' }, 'patient is not a Tidepool user id'],
    [{ patient: '0123456789/../x' }, 'patient is not a Tidepool user id'],
    [{ patient: 12 }, 'patient is not a Tidepool user id'],
    [{ patient: [] }, 'patient is not a Tidepool user id'],
  ])('of %j is never that of the settings: the record is rejected', (record, reason) =>
    expect(userFault(record, MANY)).toBe(reason),
  );
});

it('targetOf() restores a target from its key, with any characters in the device', () => {
  for (const device of ['MMT-1711:12345678', 'a b  c', ' ', 'ü'])
    expect(targetOf(targetKeys()(UUID, device))).toEqual({ user: UUID, device, key: `${UUID} ${device}` });
});
