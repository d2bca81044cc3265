import { describe, expect, it } from 'vitest';
import { ConnectorError, configError } from '../errors.ts';
import { example } from './testing/example.ts';
import { updatedConfig } from './updated-config.ts';

const update = (stored: string, changes: object) => updatedConfig(stored, JSON.stringify(changes), example);

describe('updatedConfig', () => {
  const stored =
    '{\n  "api_key": " k-1 ", "login": {"kind": "token", "token": "t-1"},\n  "pace": 5.0, "old_setting": 9007199254740993\n}';

  it('changes the configuration as it was sent, without defaults and corrections and with all digits', () => {
    expect(update(stored, { login: { token: 't-2' } })?.text).toBe(
      '{"api_key":" k-1 ","login":{"kind":"token","token":"t-2"},"pace":5.0,"old_setting":9007199254740993}',
    );
  });

  it('returns the configuration with defaults and corrections too', () => {
    expect(update(stored, { login: { token: 't-2' } })?.config).toMatchObject({
      api_key: 'k-1',
      login: { kind: 'token', token: 't-2' },
      retries: 0,
    });
  });

  it('returns undefined if no value changes', () => {
    expect(update(stored, { login: { token: 't-1' }, pace: 5 })).toBeUndefined();
  });

  it.each([
    ['a value that is not valid', { retries: 10 }, '/retries maximum'],
    ['a name that begins with an underscore', { _token: 'SECRET' }, '_token is no setting'],
    ['a value of another type', { login: 'token' }, '/login type'],
    ['a required setting that is cleared', { login: { token: null } }, '/login/token required'],
    [
      'a key that is not a setting',
      { login: { tokken: 'SECRET' } },
      'The configuration key "login.tokken" is not a setting',
    ],
    ['broken Unicode', { login: { token: '\ud800' } }, 'broken Unicode'],
    ['a list', ['SECRET'], 'the changes are not an object'],
  ])('throws a bug error without values for %s', (_, changes, detail) => {
    const thrown = (() => {
      try {
        return update(stored, changes);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(ConnectorError);
    expect(thrown).toMatchObject({
      kind: 'bug',
      code: 'ERR_CONFIG_UPDATE_INVALID',
      detail: expect.stringContaining(detail),
    });
    expect(String((thrown as ConnectorError).detail)).not.toContain('SECRET');
  });

  it('contains no secret of the former option if another one is chosen', () => {
    const { text } = update(stored, { login: { kind: 'password', password: 'p' } })!;
    expect(JSON.parse(text)).toMatchObject({ login: { kind: 'password', password: 'p' } });
    expect(text).not.toContain('t-1');
  });

  it('is validated by the destination, with its defaults', () => {
    const validate = (config: { pace?: unknown; retries?: unknown }): void => {
      if (config.retries === 0 && config.pace === 7) throw configError('Enter Retries (retries).');
    };
    const changed = (pace: number) => updatedConfig(stored, JSON.stringify({ pace }), example, validate);
    expect(changed(6)).toBeDefined();
    expect(() => changed(7)).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIG_UPDATE_INVALID', detail: 'Enter Retries (retries).' }),
    );
  });

  it('accepts unknown keys that the stored configuration already has', () => {
    expect(
      update('{"api_key":"k","login":{"kind":"token","token":"a"},"odd":1}', { api_key: 'l' })?.text,
    ).toBe('{"api_key":"l","login":{"kind":"token","token":"a"},"odd":1}');
  });
});
