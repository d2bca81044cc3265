import type { RequestOptions } from 'node:http';
import { buildConnector } from 'undici';
import { ignoreInterimContinue } from './interim-continue.ts';
import { withPatientTierUp } from './patient-tier-up.ts';
import { type HttpProxy, ProxyFailure } from './proxy.ts';
import { readBeforeWriteError } from './read-before-write-error.ts';

const CONNECT_MS = 10_000;
/**
 * Milliseconds for each address of a host with several. Node's default of 250 ms fails in a network with a long round trip; a
 * lost packet needs a second more than the round trip.
 */
const ADDRESS_MS = 3_000;
const ADDRESSES = { autoSelectFamilyAttemptTimeout: ADDRESS_MS };

/** Connects to an API, through a proxy if there is one. */
export function createConnector(proxy: HttpProxy | undefined): buildConnector.connector {
  // The pool's own `allowH2` has no effect on a connector that it is given.
  const direct = buildConnector({ ...ADDRESSES, timeout: CONNECT_MS, allowH2: false });
  const connect: buildConnector.connector = proxy
    ? (options, done) => tunnel(proxy, direct, options, done)
    : direct;
  return (options, done) =>
    connect(options, (...result: Parameters<buildConnector.Callback>) => {
      const [, socket] = result;
      if (!socket) return done(...result);
      ignoreInterimContinue(socket);
      readBeforeWriteError(socket);
      withPatientTierUp(() => done(...result));
    });
}

/** Requests a tunnel from a proxy and opens TLS in it. Fails with ProxyFailure, or with an error of the API's certificate. */
function tunnel(
  proxy: HttpProxy,
  direct: buildConnector.connector,
  options: buildConnector.Options,
  done: buildConnector.Callback,
): void {
  const { url, name, authorization } = proxy;
  const host = options.hostname.includes(':') ? `[${options.hostname}]` : options.hostname;
  const target = `${host}:${options.port || 443}`;
  const isTls = url.protocol === 'https:';
  const asked: RequestOptions = {
    method: 'CONNECT',
    path: target,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port || (isTls ? 443 : 80),
    headers: { host: target, ...(authorization !== undefined && { 'proxy-authorization': authorization }) },
    agent: false,
    ...ADDRESSES,
  };
  // Loaded on demand: they take longer to load than the whole client, and few connections have a proxy.
  const { request: send } = process.getBuiltinModule(isTls ? 'node:https' : 'node:http');
  const request = send(asked);
  let stage: ProxyFailure['stage'] = 'reaching';
  const timer = setTimeout(() => {
    request.destroy(Object.assign(new Error('no tunnel in time'), { code: 'ETIMEDOUT' }));
  }, CONNECT_MS);
  const fail = (why: ConstructorParameters<typeof ProxyFailure>[2]): void =>
    done(new ProxyFailure(name, stage, why), null);

  request.on('socket', (socket) => {
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      stage = 'asking';
    });
  });
  request.once('error', (cause) => {
    clearTimeout(timer);
    fail({ cause });
  });
  request.once('connect', ({ statusCode: status = 0 }, socket) => {
    clearTimeout(timer);
    if (status < 200 || status >= 300) {
      socket.on('error', () => undefined).destroy();
      return fail({ status });
    }
    stage = 'through';
    direct({ ...options, httpSocket: socket }, (...[error, secure]: Parameters<buildConnector.Callback>) => {
      if (secure) done(null, secure);
      else if (isOfCertificate(error)) done(error, null);
      else fail({ cause: error });
    });
  });
  request.end();
}

/** Whether the error is about the certificate of the API, not about the proxy. */
const isOfCertificate = (error: Error | null): boolean => {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' && !/^E[A-Z]+$/.test(code) && !code.startsWith('UND_ERR_');
};
