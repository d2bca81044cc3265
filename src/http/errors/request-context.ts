/** What a message may say about a request: no id, no query, no header. */
export interface RequestContext {
  readonly method: string;
  /** The path as a template. */
  readonly route: string;
  /** Host and port. */
  readonly host: string;
  /** The time one attempt may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** The technical detail of an error: `POST /track at api.example.com, status 503, x-request-id abc`. */
export function describeRequest(where: RequestContext, ...more: readonly (string | undefined)[]): string {
  const parts = [
    `${where.method} ${where.route} at ${where.host}`,
    ...more.filter((part) => part !== undefined),
  ];
  return parts.join(', ');
}
