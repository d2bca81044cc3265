import { describe, expect, it } from 'vitest';
import { validateSettings } from './settings.ts';

const SETTINGS = { default_event_name: '', event_name_prefix: '', route: { target: 'thisuser' } } as const;
const user = (user_id: string) => ({ target: 'user', user_id, user_id_field: 'user_id' }) as const;
const server = (server_name: string) => ({ target: 'server', server_name }) as const;

describe('settings that are part of the address of an event', () => {
  it.each([
    SETTINGS,
    { ...SETTINGS, default_event_name: 'Viewed / 100 % – ja', event_name_prefix: '..' },
    { ...SETTINGS, default_event_name: '.', event_name_prefix: 'app' },
    { ...SETTINGS, default_event_name: 'Seen\n', event_name_prefix: 'app\t' },
    { ...SETTINGS, route: user('') },
    { ...SETTINGS, route: server('hydro phone') },
  ])('accept %j', (settings) => expect(() => validateSettings(settings)).not.toThrow());

  it.each([
    ['Default Event Name (default_event_name)', { ...SETTINGS, default_event_name: '..' }],
    ['Default Event Name (default_event_name)', { ...SETTINGS, default_event_name: ' .. ' }],
    [
      'Default Event Name (default_event_name)',
      { ...SETTINGS, default_event_name: 'a\nb', event_name_prefix: 'app' },
    ],
    ['Event Name Prefix (event_name_prefix)', { ...SETTINGS, event_name_prefix: 'a\nb' }],
    [
      'Event Name Prefix (event_name_prefix)',
      { ...SETTINGS, event_name_prefix: 'a\nb', default_event_name: 'Seen' },
    ],
    ['User ID (route.user_id)', { ...SETTINGS, route: user(' .. ') }],
    ['User ID (route.user_id)', { ...SETTINGS, route: user('.') }],
    ['Server Name (route.server_name)', { ...SETTINGS, route: server('..') }],
    ['Server Name (route.server_name)', { ...SETTINGS, route: server(' ') }],
  ])('reject an unusable %s', (setting, settings) => {
    expect(() => validateSettings(settings)).toThrow(
      expect.objectContaining({
        kind: 'config',
        message: expect.stringContaining(`${setting} can't be part of`),
      }),
    );
  });
});
