import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readSpecification } from '../src/config/testing/read-specification.ts';
import { messageTexts } from './message-texts.ts';
import { bareTitles, type Setting, settingsOf } from './setting-mentions.ts';
import { sourcesBelow } from './sources.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const settingsIn = (name: string): readonly Setting[] => {
  return settingsOf(readSpecification(name).connectionSpecification);
};
const connectors = readdirSync(`${root}/connectors`).filter((name) => name.startsWith('destination-'));
const all = connectors.flatMap(settingsIn);

describe('messages in the source', () => {
  it.each([
    ['src', all],
    [
      'connectors/tidepool-org',
      [...settingsIn('destination-tidepool-data'), ...settingsIn('destination-tidepool-metrics')],
    ],
    ['examples/destination-webhook', settingsIn('destination-webhook')],
    ...connectors.map((name) => [`connectors/${name}`, settingsIn(name)] as const),
  ] as const)('of %s contain the key of every setting after its title', async (folder, settings) => {
    const found: string[] = [];
    for (const { file, text } of await sourcesBelow(root, folder))
      for (const message of messageTexts(file, text))
        for (const title of bareTitles(message.text, settings))
          found.push(`${file}:${message.line}: ${title} in "${message.text}"`);
    expect(found).toEqual([]);
  });
});

describe('bareTitles', () => {
  const settings = [
    { title: 'Base URL', name: 'base_url' },
    { title: 'User ID', name: 'user_id' },
    { title: 'User ID Column', name: 'user_id_field' },
    { title: 'Import Timeout (Minutes)', name: 'import_timeout_minutes' },
    { title: 'Field Mappings', name: 'field_mappings' },
    { title: 'Source Field', name: 'source_field' },
  ];

  it.each([
    'Check Base URL (base_url) and the network.',
    'Check Base URL (`base_url`). Base URL may be wrong.',
    'User ID and User ID Column (user_id, user_id_field) are empty.',
    'Raise Import Timeout (Minutes) (import_timeout_minutes).',
    'Field Mappings > Source Field (field_mappings[0].source_field) is empty.',
    'Field Mappings (field_mappings[…] and field_mappings[…]) differ.',
    'The base URLs, a Base URLs.',
    'Base URL',
  ])('finds none in %j', (text) => {
    expect(bareTitles(text, settings)).toEqual([]);
  });

  it.each([
    ['Check Base URL and the network.', ['Base URL']],
    ['Base URL and later, behind many other words, a Base URL (base_url).', ['Base URL']],
    ['Base URL (url_base) is wrong.', ['Base URL']],
    ['Fill in User ID Column. Or User ID (user_id).', ['User ID Column']],
    ['Raise Import Timeout if imports are slow.', ['Import Timeout']],
    ['Rename it under Field Mappings > Source Field.', ['Source Field']],
  ])('finds the title without its key in %j', (text, titles) => {
    expect(bareTitles(text, settings)).toEqual(titles);
  });
});

describe('messageTexts', () => {
  it('joins the parts of a message, and ignores comments and single words', () => {
    const source = `// a comment here\nconst key = 'word';\nfail(\`The \${name} is\` + (full ? ' full now' : ' empty'), { code: 'ERR_A' });`;
    expect(messageTexts('some.ts', source)).toEqual([{ text: 'The … is full now |  empty', line: 3 }]);
  });
});
