import { describe, expect, it } from 'vitest';
import definition from '../../connectors/destination-tidepool-data/index.ts';
import { ask } from './ask.ts';

const asked = (change: object) => ask(definition, (working) => ({ ...working, ...change }));
const field = (destination_field: string) => ({ source_field: 'column', destination_field });

describe('a check of destination-tidepool-data', () => {
  it('needs no User ID if a column names the users', async () => {
    expect(await asked({ user_id: undefined, user_id_field: 'patient' })).toMatchObject({
      status: 'SUCCEEDED',
      requests: ['POST /auth/login 200', 'GET /auth/user 200', 'POST /auth/logout 200'],
    });
  });

  it.each([{ user_id: undefined }, { user_id: '' }, { user_id: '  ' }])(
    'needs one of the two settings of the user: the error for %j names both keys, and no request is sent',
    async (change) => {
      const { status, message, requests } = await asked(change);
      expect([status, requests]).toEqual(['FAILED', []]);
      expect(message).toMatch(/^User ID \(user_id\) is required, unless User ID Column \(user_id_field\)/);
    },
  );

  it.each([
    ['europe/london', 'Europe/London'],
    ['EUROPE/LONDON', 'Europe/London'],
    ['Europe/Londn', 'Europe/London'],
    ['Europe/New York', 'America/New_York'],
    ['us/pacific', 'America/Los_Angeles'],
    ['utc', 'UTC'],
  ])('of the time zone %s suggests %s', async (timezone, right) => {
    const { status, message, requests } = await asked({ timezone });
    expect([status, requests.some((each) => each.includes('/auth/user'))]).toEqual(['FAILED', false]);
    expect(message).toContain(
      `Time Zone (timezone) is not the exact name of a time zone. Did you mean "${right}"?`,
    );
  });

  it.each(['+02:00', 'Middle-earth', 'BST'])('of the time zone %s has no suggestion', async (timezone) => {
    expect((await asked({ timezone })).message).toMatch(
      /^Time Zone \(timezone\) is not the exact name of a time zone/,
    );
  });

  it.each([
    '',
    'Europe/London',
    'US/Pacific',
    'Asia/Kolkata',
    'Etc/GMT+5',
    'EST5EDT',
    'America/Port-au-Prince',
    'UTC',
  ])('accepts the time zone %j', async (timezone) => {
    expect((await asked({ timezone })).status).toBe('SUCCEEDED');
  });

  it('of a mapping to a field that no data type has suggests the nearest one', async () => {
    const { status, message } = await asked({
      field_mappings: [field('time'), field('deviceID'), field('valeu')],
    });
    expect(status).toBe('FAILED');
    expect(message).toMatch(
      /field_mappings\[1\]\.destination_field.*"deviceId".*field_mappings\[2\].*"value"/,
    );
  });

  it('of a mapping that omits a column intentionally succeeds, with a warning', async () => {
    const { status, warnings } = await asked({
      field_mappings: [{ source_field: 'id', destination_field: 'row_id' }],
    });
    expect(status).toBe('SUCCEEDED');
    expect(warnings).toEqual([expect.stringContaining('"row_id", a field that no object has')]);
  });

  it('of a stream with two data types, and with an unknown one, names them', async () => {
    const mapped = (...objects: string[]) => ({
      stream_mappings: objects.map((object) => ({ stream_name: 'readings', object })),
    });
    expect((await asked(mapped('cbg', 'smbg'))).message).toContain(
      '"readings" to two objects, "cbg" and "smbg"',
    );
    expect((await asked(mapped('cbg', 'CBG'))).message).toMatch(
      /^Stream Mappings > Data Type \(stream_mappings\[1\]\.object\) must be one of .*did you mean cbg\?/,
    );
  });

  it('accepts a user id in capital letters or in an address, with a warning', async () => {
    const ids: readonly ((id: string) => string)[] = [
      (id) => id.toUpperCase(),
      (id) => `https://app.tidepool.org/patients/${id}/data`,
      (id) => ` ${id}\n`,
    ];
    for (const pasted of ids) {
      const { status, warnings } = await ask(definition, (working) => ({
        ...working,
        user_id: pasted(String(working.user_id)),
      }));
      expect(status).toBe('SUCCEEDED');
      expect(warnings).toEqual([expect.stringContaining('User ID (user_id) is ')]);
    }
  });

  it('of a device id of blanks warns that it counts as empty', async () => {
    const { status, warnings } = await asked({ device_id: '   ' });
    expect(status).toBe('SUCCEEDED');
    expect(warnings).toEqual([
      expect.stringContaining('Device ID (device_id) contains only white space and counts as empty'),
    ]);
  });
});
