import { Agent, type AgentOptions, type RequestOptions } from 'node:https';
import type { Environment } from '../environment.ts';
import { createConnector } from '../http/connection/connector.ts';
import { ProxyFailure, proxyFor } from '../http/connection/proxy.ts';
import { networkError } from '../http/errors/network-error.ts';

type Created = Parameters<Agent['createConnection']>[1];

/**
 * Opens the connections of the storage's client, through the proxy of the environment where it names one for the host. A failure
 * of a proxy is a `ConnectorError` whose message names the proxy; the client retries it if it is transient.
 */
export class StorageAgent extends Agent {
  private readonly environment: Environment;

  constructor(environment: Environment, options: AgentOptions = {}) {
    super({ keepAlive: true, ...options });
    this.environment = environment;
  }

  override createConnection(options: RequestOptions, done?: Created): ReturnType<Agent['createConnection']> {
    const hostname = options.host ?? '';
    const port = String(options.port || 443);
    const host = `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
    const proxy = proxyFor({ origin: `https://${host}`, loopback: false }, this.environment);
    if (!proxy) return super.createConnection(options, done);
    const target = { hostname, host, port, protocol: 'https:' };
    createConnector(proxy)(target, (error, socket) => {
      if (socket) done?.(null, socket);
      else done?.(error instanceof ProxyFailure ? proxyError(error, host) : error!, undefined as never);
    });
    return undefined;
  }
}

/** Returns the error of a proxy with the mark that makes the client of the storage retry it, if it is transient. */
function proxyError(failure: ProxyFailure, host: string): Error {
  const where = { method: 'PUT', route: 'an object', host, timeoutMs: 0 };
  const error = networkError(failure, where, { sent: false, hadResponse: false });
  return error.kind === 'transient' ? Object.assign(error, { $retryable: {} }) : error;
}
