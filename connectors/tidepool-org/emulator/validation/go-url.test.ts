import { expect, test } from 'vitest';
import { isAddress } from './go-url.ts';

test.each([
  'http://a',
  'x+y.z-1://h',
  'HTTP://user:p%40ss@host:/',
  'http://a@b@c/',
  'http://[::1]:80/',
  'http://[fe80::1%25en0]/',
  'http://:80',
  'http://a%25%c3/',
  'http://<>"h]/',
  'http://a/b c/%41?%zz',
  'http://a#b c\t',
  'http://ä/ü',
])('isAddress() accepts %j', (text) => expect(isAddress(text)).toBe(true));

test.each([
  '',
  '//host/path',
  'mailto:a@b',
  'http:/a',
  'http://',
  'http://u@/',
  '1http://a',
  'http://a b/',
  'http://a:port',
  'http://a:80:90/',
  'http://[::1',
  'http://[1.2.3.4]/',
  'http://[name]/',
  'http://a%20b/',
  'http://us er@h',
  'http://a/%zz',
  'http://a#%zz',
  'http://a/\t',
])('isAddress() rejects %j', (text) => expect(isAddress(text)).toBe(false));
