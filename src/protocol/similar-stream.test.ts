import { describe, expect, it } from 'vitest';
import { similarStream } from './similar-stream.ts';

const similarTo = (name: string, ...names: string[]) => {
  const found = similarStream(
    { name },
    names.map((each) => ({ name: each })),
  );
  return found && [found.stream.name, found.differsBy];
};

describe('the stream that a name probably means', () => {
  it('has the same name in another namespace, before any other likeness', () => {
    const stream = { name: 'users', namespace: 'b' };
    const others = [{ name: 'USERS' }, { name: 'pre_users' }, stream];
    expect(similarStream({ name: 'users', namespace: 'a' }, others)).toEqual({
      stream,
      differsBy: 'namespace',
    });
  });

  it('differs in upper and lower case, else by a prefix on either side, else by a few characters', () => {
    expect(similarTo('users', 'pre_users', 'Users')).toEqual(['Users', 'case']);
    expect(similarTo('users', 'user', 'pre_users')).toEqual(['pre_users', 'prefix']);
    expect(similarTo('pre_users', 'pre_user', 'users')).toEqual(['users', 'prefix']);
    expect(similarTo('users', 'orders', 'usres')).toEqual(['usres', 'spelling']);
    expect(similarTo('users', 'invoices')).toBeUndefined();
  });

  it('is not one that ends with a name of fewer than three characters by chance', () => {
    expect(similarTo('my_log', 'log')).toEqual(['log', 'prefix']);
    expect(similarTo('my_catalogue_id', 'id')).toBeUndefined();
    expect(similarTo('id', 'my_catalogue_id')).toBeUndefined();
  });
});
