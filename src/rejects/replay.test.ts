import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Rejection, rejectionLine } from './rejection.ts';
import { replayedMessages, replayedStreams } from './replay.ts';
import { AN_IDENTITY } from './testing/identity.ts';
import { aRejection, storeOptions } from './testing/reject-folder.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function fileOf(name: string, ...lines: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, lines.join(''));
  return path;
}

const line = (record: string, rest: Partial<Rejection> = {}): string =>
  rejectionLine(aRejection(record, rest), storeOptions);

async function messagesIn(...files: readonly string[]): Promise<string[]> {
  const messages: string[] = [];
  for await (const message of replayedMessages(files, () => 5)) messages.push(message);
  return messages;
}

describe('a rejected record', () => {
  it('is replayed as a RECORD message with the text that the source sent', async () => {
    const record = '{"n":12345678901234567890,"v":1.10,"text":"},\\"record\\":{"}';
    const reason = 'the field has ,"record":{';
    const file = await fileOf(
      'a',
      line(record, { reason }),
      line('[1]', { stream: { name: 'b', namespace: 'eu' } }),
    );
    expect(await messagesIn(file)).toEqual([
      `{"type":"RECORD","record":{"stream":"users","emitted_at":5,"data":${record}}}\n`,
      '{"type":"RECORD","record":{"stream":"b","namespace":"eu","emitted_at":5,"data":[1]}}\n',
    ]);
  });

  it('is replayed in the order of the files and lines, without blank lines', async () => {
    const first = await fileOf('a', line('1'), '\n', ' \t\n', line('2'));
    const second = await fileOf('b', line('3'));
    expect((await messagesIn(first, second)).map((each) => /"data":(.*)\}\}/.exec(each)?.[1])).toEqual([
      '1',
      '2',
      '3',
    ]);
  });

  it('is replayed also as a last line without a newline, if it is complete', async () => {
    const file = await fileOf('a', line('1'), line('2').trimEnd());
    expect(await messagesIn(file)).toHaveLength(2);
  });

  it('is skipped if the process ended while it was written, and its file is named once', async () => {
    const torn = await fileOf('a', line('1'), line('2').slice(0, -3));
    const whole = await fileOf('b', line('3'));
    const named: string[] = [];
    await replayedStreams([torn, whole], (file) => named.push(file));
    expect(named).toEqual([torn]);
    expect(await messagesIn(torn, whole)).toHaveLength(2);
    expect(await replayedStreams([torn])).toHaveLength(1);
  });

  it('is skipped also if its line ends in the middle of a character', async () => {
    const text = Buffer.from(line('{"name":"é"}'));
    const file = join(folder, 'a');
    await writeFile(file, Buffer.concat([Buffer.from(line('1')), text.subarray(0, text.indexOf(0xc3) + 1)]));
    const named: string[] = [];
    expect(await replayedStreams([file], (name) => named.push(name))).toHaveLength(1);
    expect(named).toEqual([file]);
    expect(await messagesIn(file)).toHaveLength(1);
  });

  it.each([
    ['a text', 'x'],
    ['a record without its line', '{"id":1}'],
    ['no stream', '{"reason":"r","record":{}}'],
    ['a stream that is no name', '{"stream":1,"record":{}}'],
    ['a damaged record', '{"stream":"users","record":{"id":}}'],
    ['a damaged head', '{"stream":"users,"record":{}}'],
  ])('is not what the file has: %s ends the replay with the file and the line', async (_, damaged) => {
    const file = await fileOf('a', line('1'), '\n', `${damaged}\n`, line('2'));
    await expect(messagesIn(file)).rejects.toMatchObject({
      ...{ kind: 'config', code: 'ERR_NOT_A_REJECTED_RECORD' },
      message: expect.stringMatching(`^Line 3 of ${file} is not a rejected record\\. Pass files`),
    });
  });
});

describe('the streams of a replay', () => {
  it('are returned once for each identity, with the first file that has them', async () => {
    const byMail = { ...AN_IDENTITY, primaryKey: [['mail']], object: 'person' };
    const [users, eu] = [{ name: 'users' }, { name: 'users', namespace: 'eu' }];
    const first = await fileOf('a', line('1', { stream: users }), line('2', { stream: eu }));
    const second = await fileOf(
      'b',
      line('3', { stream: eu }),
      line('4', { stream: users, identity: byMail }),
    );
    expect(await replayedStreams([first, second])).toEqual([
      { name: 'users', namespace: null, identity: AN_IDENTITY, file: first },
      { name: 'users', namespace: 'eu', identity: AN_IDENTITY, file: first },
      { name: 'users', namespace: null, identity: byMail, file: second },
    ]);
  });

  it('have no namespace where a file keeps none, or one that is not a text', async () => {
    const head = '{"stream":"users",';
    const file = await fileOf('a', `${head}"reason":"r","record":1}\n`, `${head}"namespace":7,"record":2}\n`);
    expect((await replayedStreams([file])).map(({ namespace }) => namespace)).toEqual([null]);
  });

  it.each(['primary_key', 'sync_mode', 'settings'])(
    'have no identity where a file does not keep %s',
    async (name) => {
      const { record, ...head } = JSON.parse(line('{}')) as Record<string, unknown>;
      const file = await fileOf('a', JSON.stringify({ ...head, [name]: undefined, record }));
      expect((await replayedStreams([file]))[0]!.identity).toBeUndefined();
    },
  );
});

it('a file that cannot be read ends the replay with its name and the cause', async () => {
  const file = join(folder, 'missing.jsonl');
  await expect(messagesIn(file)).rejects.toMatchObject({
    ...{ kind: 'config', code: 'ERR_REPLAY_FILE' },
    message: `${file} can't be read (ENOENT). Check its name and its permissions.`,
  });
});

it('a file that is not text ends the replay', async () => {
  const file = join(folder, 'a');
  await writeFile(file, Buffer.from([0xff, 0x0a]));
  await expect(messagesIn(file)).rejects.toMatchObject({ code: 'ERR_NOT_UTF8' });
});
