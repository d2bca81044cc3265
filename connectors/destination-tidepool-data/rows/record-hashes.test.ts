import { expect, it } from 'vitest';
import { RecordHashes } from './record-hashes.ts';
import { hashText, newHash } from './text-hash.ts';

it('hashes of a batch are those of its rows, by their index', () => {
  const hashes = new RecordHashes(3);
  const texts = ['first', 'second', 'third'];
  for (const [index, text] of texts.entries()) hashes.set(index, `event ${text}`, text);
  for (const [index, text] of texts.entries()) {
    const [identity, content, expected] = [newHash(), newHash(), newHash()];
    hashes.read(index, identity, content);
    hashText(`event ${text}`, expected);
    expect(identity).toEqual(expected);
    hashText(text, expected);
    expect(content).toEqual(expected);
  }
});
