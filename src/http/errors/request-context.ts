import type { HttpSettings } from '../../define/http.ts';

/** The parts of a request that a message may contain: no id, query or header. */
export interface RequestContext {
  readonly method: string;
  /** The path as a template, without ids. */
  readonly route: string;
  /** Host and port. */
  readonly host: string;
  /** Time limit of one attempt, in milliseconds. */
  readonly timeoutMs: number;
  readonly settings?: HttpSettings | undefined;
}

/** Returns the name of the setting with the address of the API, for use inside a sentence. */
export const baseUrlSetting = (settings: HttpSettings | undefined): string =>
  settings?.baseUrl ?? 'the base URL';

/** Returns the names of the settings with the credentials, for use inside a sentence. */
export const credentialsSetting = (settings: HttpSettings | undefined): string =>
  settings?.credentials ?? 'the credentials in the settings';

/** Formats the technical detail of an error: `POST /track at api.example.com, status 503, x-request-id abc`. */
export function describeRequest(where: RequestContext, ...more: readonly (string | undefined)[]): string {
  const parts = [
    `${where.method} ${where.route} at ${where.host}`,
    ...more.filter((part) => part !== undefined),
  ];
  return parts.join(', ');
}
