import { expect, test } from 'vitest';
import { StoredConfigs } from './stored-configs.ts';

const token = (refresh_token: number) => ({ base_url: 'x', credentials: { refresh_token } });

test('a configuration is replaced by the last one that each run sent', () => {
  const stored = new StoredConfigs();
  expect(stored.current(token(1))).toEqual(token(1));
  stored.ended(token(1), []);
  stored.ended(token(1), [token(2), token(3)]);
  expect(stored.current(token(1))).toEqual(token(3));
  stored.ended(token(3), [token(4)]);
  expect(stored.current(token(1))).toEqual(token(4));
  expect(stored.current({ base_url: 'y' })).toEqual({ base_url: 'y' });
});

test('a configuration that a run restored is the current one', () => {
  const stored = new StoredConfigs();
  stored.ended(token(1), [token(2)]);
  stored.ended(token(2), [token(1)]);
  expect([stored.current(token(1)), stored.current(token(2))]).toEqual([token(1), token(1)]);
  stored.ended(token(1), [token(1)]);
  expect(stored.current(token(1))).toEqual(token(1));
});
