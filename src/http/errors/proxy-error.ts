import type { ConnectorError, ErrorKind } from '../../errors.ts';
import type { ProxyFailure } from '../connection/proxy.ts';
import type { RequestContext } from './request-context.ts';

type Make = (kind: ErrorKind, code: `ERR_${string}`, message: string) => ConnectorError;

const VARIABLES = 'the environment variables HTTPS_PROXY and HTTP_PROXY';

const REACHING: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ENOTFOUND: 'does not exist in the DNS',
  EAI_AGAIN: 'could not be found, because the DNS does not respond',
  ETIMEDOUT: 'did not respond in time',
};

/** Returns the error of a request that failed at a proxy. `code` is that of the network error, if there was one. */
export function proxyError(
  failure: ProxyFailure,
  code: string,
  { host }: RequestContext,
  make: Make,
): ConnectorError {
  const { proxy, status } = failure;
  if (status === 407)
    return make(
      'config',
      'ERR_PROXY_AUTH',
      `The proxy asks for credentials before it connects to ${host}. Put them into ${VARIABLES}, as in http://user:password@${proxy}.`,
    );
  if (status !== undefined && status < 500)
    return make(
      'config',
      'ERR_PROXY',
      `The proxy does not connect to ${host} (${proxy} responded with ${status}). Ask its operator to allow this host, or add the host to NO_PROXY.`,
    );
  return make('transient', 'ERR_NOT_SENT', transient(failure, code, host));
}

function transient({ proxy, stage, status }: ProxyFailure, code: string, host: string): string {
  if (status !== undefined)
    return `The proxy could not connect to ${host} (${proxy} responded with ${status}).`;
  if (stage === 'through')
    return `The proxy ${proxy} closed its connection to ${host} before it was encrypted. Ask the operator of the proxy, or add the host to NO_PROXY.`;
  if (stage === 'asking')
    return `The proxy ${proxy} closed the connection, or did not respond, when it was asked to connect to ${host}. Ask the operator of the proxy, or add the host to NO_PROXY.`;
  return `The proxy ${proxy} ${REACHING[code] ?? 'cannot be reached'}. Check ${VARIABLES} and the network, or add ${host} to NO_PROXY.`;
}
