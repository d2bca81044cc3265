import type { HttpSettings } from '../../define/http.ts';

/** What a message may say about a request: no id, no query, no header. */
export interface RequestContext {
  readonly method: string;
  /** The path as a template. */
  readonly route: string;
  /** Host and port. */
  readonly host: string;
  /** The time one attempt may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly settings?: HttpSettings | undefined;
}

/** The setting with the address of the API, as a message names it inside a sentence. */
export const baseUrlSetting = (settings: HttpSettings | undefined): string =>
  settings?.baseUrl ?? 'the base URL';

/** The settings with the credentials, as a message names them inside a sentence. */
export const credentialsSetting = (settings: HttpSettings | undefined): string =>
  settings?.credentials ?? 'the credentials in the settings';

/** The technical detail of an error: `POST /track at api.example.com, status 503, x-request-id abc`. */
export function describeRequest(where: RequestContext, ...more: readonly (string | undefined)[]): string {
  const parts = [
    `${where.method} ${where.route} at ${where.host}`,
    ...more.filter((part) => part !== undefined),
  ];
  return parts.join(', ');
}
