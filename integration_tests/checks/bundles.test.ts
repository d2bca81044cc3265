import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const importsOf = (command: string): readonly string[] => {
  const text = readFileSync(new URL(`../../dist/${command}.js`, import.meta.url), 'utf8');
  return [...new Set(Array.from(text.matchAll(/"\.\/([\w-]+)\/[\w-]+\.js"/g), ([, folder]) => folder!))];
};

// An image has no examples: what their build writes must not replace a module of a connector.
test('examples share no module with connectors', () => {
  expect(importsOf('destination-tidepool-so')).toEqual(['chunks']);
  expect(importsOf('destination-webhook')).toEqual(['chunks-of-examples']);
});
