import type { EmulatedResponse } from '@airbyte-ts/cdk/emulator';

const REASONS: Readonly<Record<number, string>> = {
  413: 'Request Entity Too Large',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** An error of the proxy before the services: HTML, whatever the request accepts. */
export function gatewayError(status: number): EmulatedResponse {
  const title = `${status} ${REASONS[status] ?? 'Error'}`;
  return {
    status,
    headers: { 'Content-Type': 'text/html' },
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
  };
}

/** What the gateway answers for a path that it routes nowhere. */
export const notRouted: EmulatedResponse = { status: 404 };
