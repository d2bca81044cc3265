import type { EmulatedResponse } from '@airbyte-ts/cdk/emulator';

const REASONS: Readonly<Record<number, string>> = {
  413: 'Request Entity Too Large',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** An error of the proxy in front of the services: always HTML; Accept is ignored. */
export function gatewayError(status: number): EmulatedResponse {
  const title = `${status} ${REASONS[status] ?? 'Error'}`;
  return {
    status,
    headers: { 'Content-Type': 'text/html' },
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
  };
}

/** Response of the gateway to a path without a route. */
export const notRouted: EmulatedResponse = { status: 404 };
