/** Data of a connector that the server sends to the page. */
export interface Description {
  readonly connector: string;
  /** The schema of the configuration. */
  readonly schema: object;
  /** The rules of the platform that the specification breaks, one line each. */
  readonly violations: readonly string[];
  /** The built command: `stale` if the specification has changed since the build. */
  readonly command: 'missing' | 'stale' | 'ready';
}

/** The result of a connector's `check`; `NONE` if it ended without a status. */
export interface CheckResult {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'NONE';
  readonly message: string;
  /** The configuration that the connector sent in place of the tested one; absent if it sent none. */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

/** Response of the server in place of a result. */
export interface Failure {
  readonly error: string;
}

/** The header with the token of the page, on each request of the page. */
export const TOKEN_HEADER = 'x-preview-token';
