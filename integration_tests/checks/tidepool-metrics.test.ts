import { describe, expect, it } from 'vitest';
import definition from '../../connectors/destination-tidepool-metrics/index.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import type { JsonSchema } from '../../src/define/specification.ts';
import { ask } from './ask.ts';

const token = (session_token: string) => ({ auth_type: 'session_token', session_token });

describe('a check of destination-tidepool-metrics', () => {
  it('of a wrong token fails within a few seconds and states the reason', async () => {
    const { status, message, seconds } = await ask(definition, (working) => ({
      ...working,
      credentials: token('wrong-token'),
    }));
    expect(status).toBe('FAILED');
    expect(message).toContain('Tidepool does not accept the token.');
    expect(seconds).toBeLessThan(8);
  });

  it('of a wrong password fails within a few seconds', async () => {
    const { status, seconds } = await ask(definition, (working) => ({
      ...working,
      credentials: { auth_type: 'password', username: 'emulator@example.com', password: 'wrong' },
    }));
    expect(status).toBe('FAILED');
    expect(seconds).toBeLessThan(8);
  });

  it('requests the status of the service without the token, and the account with it', async () => {
    const { status, requests } = await ask(definition);
    expect(status).toBe('SUCCEEDED');
    expect(requests).toEqual(['GET /metrics/status 200', 'GET /auth/user 200']);
  });

  it('warns without credentials, because it cannot verify whether the service accepts that', async () => {
    const { status, warnings } = await ask(definition, ({ base_url }) => ({
      base_url,
      credentials: { auth_type: 'none' },
      route: { target: 'user' },
    }));
    expect(status).toBe('SUCCEEDED');
    expect(warnings).toEqual([expect.stringContaining('Credentials (credentials)')]);
  });
});

/** Returns what the platform's form shows at first: of each choice the option that its default names, else the first. */
function shownAtFirst(choice: JsonSchema, selector: string): unknown {
  const constants = choice.oneOf?.map((option) => option.properties?.[selector]?.const) ?? [];
  return constants.includes(choice.default) ? choice.default : constants[0];
}

describe('the form of destination-tidepool-metrics', () => {
  const { credentials, route } = definition.spec.connectionSpecification.properties ?? {};

  it('starts with credentials that its first route needs', () => {
    expect(shownAtFirst(route!, 'target')).toBe('thisuser');
    expect(shownAtFirst(credentials!, 'auth_type')).toBe('password');
  });

  it('does not add credentials to an older configuration without credentials', () => {
    expect(resolveConfig({ route: { target: 'user' } }, definition.spec)).toMatchObject({
      credentials: { auth_type: 'none' },
    });
  });
});
