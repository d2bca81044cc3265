import { describe, expect, test } from 'vitest';
import { runConnector, startConnector } from './process.ts';

/** A connector from a short script. */
const script = (code: string): string[] => [process.execPath, '--input-type=module', '--eval', code];
const isType = (type: string) => (message: { readonly type?: string }) => message.type === type;
const ECHO = `for await (const chunk of process.stdin) process.stdout.write(chunk);`;

describe('runConnector', () => {
  test('returns how the connector ended and what it wrote, by line', async () => {
    const end = await runConnector(
      script(
        `process.stdout.write('{"type":"A"}\\nnot JSON\\n{"type":'); process.stderr.write('oh'); process.exitCode = 3`,
      ),
      [],
    );
    expect(end).toMatchObject({ exitCode: 3, signal: null, tail: '{"type":', stderr: 'oh', timedOut: false });
    expect(end.lines).toEqual(['{"type":"A"}', 'not JSON']);
    expect(end.messages).toEqual([{ type: 'A' }]);
  });

  test('passes arguments, folder, the compile cache and only the given environment', async () => {
    const code = `console.log(JSON.stringify([process.argv.slice(1), process.cwd(), Object.keys(process.env).sort()]))`;
    const end = await runConnector(script(code), ['--', 'write', 'a b'], { cwd: '/', env: { ONE: '1' } });
    const passed = ['HOME', ...(process.env.NODE_COMPILE_CACHE ? ['NODE_COMPILE_CACHE'] : []), 'ONE', 'PATH'];
    expect(JSON.parse(end.lines[0]!)).toEqual([['write', 'a b'], '/', passed]);
  });

  test('writes text, bytes and chunks to stdin, and closes it', async () => {
    async function* slowly() {
      yield '{"n":1}\n{"n"';
      yield Buffer.from(':2}\n');
    }
    for (const stdin of ['{"n":1}\n{"n":2}\n', slowly()])
      expect((await runConnector(script(ECHO), [], { stdin })).messages).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test('keeps characters that chunk borders of stdout cut', async () => {
    const text = '漢😀'.repeat(100_000);
    const end = await runConnector(script(ECHO), [], { stdin: `{"text":"${text}"}\n`, readDelayMs: 1 });
    expect(end.messages[0]).toEqual({ text });
  });

  test('kills a connector that does not end in time, with the processes that it started', async () => {
    const code = `
      import { spawn } from 'node:child_process';
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      process.on('SIGTERM', () => {});
      setInterval(() => {}, 1000);`;
    // The child keeps the pipes open: without its end the run would not end.
    const end = await runConnector(script(code), [], { timeoutMs: 1000 });
    expect(end).toMatchObject({ timedOut: true, signal: 'SIGKILL' });
  });

  test('rejects if the program does not exist', async () => {
    await expect(runConnector(['/no/such/program'], [])).rejects.toThrow('ENOENT');
  });
});

describe('startConnector', () => {
  test('exchanges messages with the connector while its stdin is open', async () => {
    const running = startConnector(script(ECHO), []);
    await running.send('{"type":"ONE"}');
    expect(await running.waitFor(isType('ONE'))).toEqual({ type: 'ONE' });
    await running.send('{"type":"TWO"}', '{"type":"THREE"}');
    expect(await running.waitFor(isType('THREE'))).toEqual({ type: 'THREE' });
    running.closeStdin();
    expect((await running.finished).lines).toHaveLength(3);
  });

  test('rejects waitFor() if the connector ends before the message', async () => {
    const running = startConnector(script('process.exitCode = 4'), []);
    await expect(running.waitFor(isType('NEVER'))).rejects.toThrow('exit code 4');
  });

  test('rejects waitFor() after its time limit', async () => {
    const running = startConnector(script(ECHO), []);
    await expect(running.waitFor(isType('NEVER'), 50)).rejects.toThrow('0.05 s');
    running.kill('SIGKILL');
    expect(await running.finished).toMatchObject({ signal: 'SIGKILL', timedOut: false });
  });

  test('lets the connector write into a closed pipe', async () => {
    const code = `process.stdout.on('error', ({ code }) => { process.stderr.write(code); process.exit(1); });
      ${ECHO}`;
    const running = startConnector(script(code), []);
    running.closeStdout();
    await running.send('{"type":"ONE"}', '{"type":"TWO"}');
    running.closeStdin();
    expect(await running.finished).toMatchObject({ exitCode: 1, stderr: 'EPIPE' });
  });

  test('measures how long the process runs after its last output', async () => {
    const running = startConnector(script(`console.log('{}'); process.stdin.resume()`), []);
    await running.waitFor(() => true);
    const seen = performance.now();
    await runConnector(script(''), []);
    const passed = performance.now() - seen;
    running.closeStdin();
    expect((await running.finished).lingeredMs).toBeGreaterThanOrEqual(passed);
  });
});
