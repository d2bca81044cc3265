import { expect, it } from 'vitest';
import { settingDefaults } from './setting-defaults.ts';

it('the defaults of settings are texts of properties, options and items on any level', () => {
  const defaults = settingDefaults({
    type: 'object',
    properties: {
      event: { type: 'string', default: 'USER_MESSAGE' },
      size: { type: 'integer', default: 100 },
      auth: { type: 'object', oneOf: [{ properties: { scope: { type: 'string', default: 'write' } } }] },
      mappings: { type: 'array', items: { properties: { object: { type: 'string', default: 'event' } } } },
    },
  });
  expect(defaults).toEqual(new Set(['USER_MESSAGE', 'write', 'event']));
});
