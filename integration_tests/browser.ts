import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The program of a browser that can run without a window: `BROWSER`, or one on the PATH; undefined if there is none. */
export function findBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = [
    ...(process.env.BROWSER ? [process.env.BROWSER] : []),
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
  ];
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A page in a headless browser. */
export interface Page {
  /** Addresses of all requests, that of the page itself included. */
  readonly requests: readonly string[];
  /** Errors and warnings of the page. */
  readonly problems: readonly string[];
  /** Evaluates an expression in the page. */
  evaluate<T>(expression: string): Promise<T>;
  /** Sets the width and height of the window. */
  resize(width: number, height: number): Promise<void>;
  /** A picture of the window. */
  picture(): Promise<Buffer>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly request?: { readonly url: string };
    readonly entry?: { readonly level: string; readonly text: string };
  };
  readonly result?: { readonly data?: string; readonly result?: { readonly value?: unknown } };
}

/** Opens a page through the DevTools protocol. */
export async function openPage(browser: string, url: string): Promise<Page> {
  const profile = await mkdtemp(join(tmpdir(), 'browser-'));
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--remote-debugging-port=0',
  ];
  const child = spawn(browser, [...flags, `--user-data-dir=${profile}`, 'about:blank']);
  const socket = new WebSocket(await pageAddress(child));
  await once(socket, 'open');
  const requests: string[] = [];
  const problems: string[] = [];
  const waiting = new Map<number, (message: Message) => void>();
  let onLoad: () => void = () => undefined;
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    const { request, entry } = message.params ?? {};
    if (message.method === 'Network.requestWillBeSent' && request) requests.push(request.url);
    if (message.method === 'Log.entryAdded' && entry) problems.push(`${entry.level}: ${entry.text}`);
    if (message.method === 'Page.loadEventFired') onLoad();
    if (message.id !== undefined) waiting.get(message.id)?.(message);
  });
  let count = 0;
  const send = (method: string, params: object = {}): Promise<Message> =>
    new Promise((resolve) => {
      const id = ++count;
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ id, method, params }));
    });
  for (const domain of ['Page', 'Network', 'Log']) await send(`${domain}.enable`);
  const loaded = new Promise<void>((resolve) => {
    onLoad = resolve;
  });
  await send('Page.navigate', { url });
  await loaded;
  return {
    requests,
    problems,
    async evaluate<T>(expression: string) {
      const { result } = await send('Runtime.evaluate', { expression, returnByValue: true });
      return result?.result?.value as T;
    },
    async resize(width, height) {
      await send('Emulation.setDeviceMetricsOverride', {
        width,
        height,
        deviceScaleFactor: 1,
        mobile: false,
      });
    },
    async picture() {
      const { result } = await send('Page.captureScreenshot', { format: 'png' });
      return Buffer.from(result?.data ?? '', 'base64');
    },
    async close() {
      socket.close();
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The address of the first page, as the browser's stderr and its list of pages give it. */
async function pageAddress(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stderr! })) {
    const port = /listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    const pages = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
      readonly type: string;
      readonly webSocketDebuggerUrl: string;
    }[];
    const page = pages.find(({ type }) => type === 'page');
    if (page) return page.webSocketDebuggerUrl;
  }
  throw new Error('The browser did not start.');
}
