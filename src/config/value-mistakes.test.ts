import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../define/specification.ts';
import { describeMistake } from './value-mistakes.ts';

const key: JsonSchema = { pattern: '^[!-9;-~]+$' };
const id: JsonSchema = { pattern: '^[0-9a-f]{10}$' };
const address: JsonSchema = {
  pattern:
    '^$|^https://[A-Za-z0-9._-]+(:[0-9]{1,5})?(/[^\\s?#]*)?$|^http://(localhost|127\\.0\\.0\\.1)(:[0-9]{1,5})?(/[^\\s?#]*)?$',
};

describe('the mistake in a text that its pattern rejects', () => {
  it.each([
    [key, 'Bearer k-1', 'it begins with "Bearer ": enter only what follows'],
    [key, 'bearer  k-1', 'it begins with "Bearer ": enter only what follows'],
    [key, 'Basic a2V5', 'it begins with "Basic ": enter only what follows'],
    [key, 'Authorization: Bearer k-1', 'the name of a header'],
    [key, 'x-api-key: k-1', 'the name of a header'],
    [key, 'Authorization: Bearer k-1', 'such as "Authorization: Bearer ": enter only what follows both'],
    [key, 'export NAME=k 1', 'it begins with the name of a variable'],
    [id, '#1502', 'it begins with "#"'],
    [id, '1,502', 'separators of thousands'],
    [id, "1'502'000", 'separators of thousands'],
    [id, '1502.0', 'a number with decimals'],
    [key, 'one\ntwo', 'a line break'],
    [key, 'one two', 'a space'],
    [key, 'k\u200b1', 'an invisible character'],
    [key, 'k–1', 'beyond ASCII'],
    [key, 'key:secret', 'it contains a colon'],
    [id, 'https://app.example/a', 'it is an address'],
    [id, 'jane@example.com', 'it is an e-mail address'],
    [id, '**********', 'a masked secret'],
    [id, '"abcdef0123', 'it contains a quote'],
    [address, 'api.example/v1', 'it does not begin with https://'],
    [address, 'https://api. example', 'a space'],
    [address, 'ftp://api.example', 'another scheme'],
    [address, 'http://api.example', 'http:// is accepted for localhost and 127.0.0.1 only'],
    [address, 'http://[::1]:8080', 'write http://localhost'],
    [address, 'http://127.0.0.2', 'write http://localhost'],
    [address, 'https://[2001:db8::1]', 'an IPv6 address'],
    [address, 'https://me:pw@api.example', 'a user name or a password'],
    [address, 'https://api.example?x=1', 'a query'],
    [address, 'https://api.example:port', 'port is not a number'],
  ])('of %j is described: %j', (field, text, mistake) => {
    expect(describeMistake(text, field)).toContain(mistake);
  });

  it('is undefined if it is not a common one', () => {
    expect(describeMistake('abcdef012', id)).toBeUndefined();
  });
});
