import type { Clock } from '../../clock.ts';
import type { ConnectorError } from '../../errors.ts';

/**
 * Codes of failures before the API that are mistakes in the settings if they last, and that also occur for a moment: the DNS
 * of a new container is incomplete, a gateway redirects to a login or maintenance page, a proxy loads its users again.
 */
const CODES: ReadonlySet<string> = new Set([
  'ERR_UNKNOWN_HOST',
  'ERR_REDIRECT',
  'ERR_PROXY_AUTH',
  'ERR_PROXY',
]);

/** Whether the error is a mistake in the settings or a failure for a moment. */
export const isSetupFailure = ({ code }: Pick<ConnectorError, 'code'>): boolean => CODES.has(code);

/** Milliseconds after which a host without an address counts as a mistake: the DNS of a new container may take so long. */
const UNKNOWN_HOST_MS = 30_000;
/** Milliseconds after which a redirect or a rejection by a proxy counts as a mistake. */
const REJECTED_MS = 10_000;
/** Milliseconds after which web pages count as a mistake for a command without records, for whose result a user waits. */
const PAGES_MS = 10_000;
/**
 * The same for a command with records. A page may be about the content of a row: the engine bisects a batch at the third and the
 * sixth page, within 16 seconds, and an accepted row shows that the settings are right. Pages also come while a service restarts.
 */
const RECORDS_PAGES_MS = 60_000;
/** Statuses of redirects that the server declares permanent: repeating the request cannot help. */
const PERMANENT_REDIRECTS: ReadonlySet<number> = new Set([301, 308]);

function patienceMs({ code, status }: Pick<ConnectorError, 'code' | 'status'>): number {
  if (code === 'ERR_UNKNOWN_HOST') return UNKNOWN_HOST_MS;
  return code === 'ERR_REDIRECT' && PERMANENT_REDIRECTS.has(status ?? 0) ? 0 : REJECTED_MS;
}

/**
 * Decides whether a failure before the API is a mistake in the settings: only before the first response of the API. A permanent
 * redirect is a mistake at once, any other failure after some time.
 */
export class SetupPatience {
  private readonly clock: Clock;
  private readonly maxMs: number;
  private readonly address: string;
  private readonly responded: Set<string>;
  /** When each kind of failure first occurred, by its code. */
  private readonly failingSince = new Map<string, number>();

  /**
   * `maxMs` limits the time after which a failure counts as a mistake. `responded` has the addresses of which the API has
   * responded, which several clients may share.
   */
  constructor(clock: Clock, maxMs: number, address = '', responded = new Set<string>()) {
    this.clock = clock;
    this.maxMs = maxMs;
    this.address = address;
    this.responded = responded;
  }

  /** Notes a response of the API itself: the settings are right, and later failures are temporary. */
  noteResponse(): void {
    this.responded.add(this.address);
  }

  /** Returns the error with the kind `config` or `transient`; others unchanged. */
  judge(error: ConnectorError): ConnectorError {
    return isSetupFailure(error) ? this.judged(error, patienceMs(error)) : error;
  }

  /** Returns the error of a web page with the kind `config` or `transient`. `hasRecords`: the command sends records. */
  judgePage(error: ConnectorError, hasRecords: boolean): ConnectorError {
    return this.judged(error, hasRecords ? RECORDS_PAGES_MS : PAGES_MS);
  }

  private judged(error: ConnectorError, patienceMs: number): ConnectorError {
    const now = this.clock.monotonic();
    const since = this.failingSince.get(error.code) ?? now;
    this.failingSince.set(error.code, since);
    const isLasting = !this.responded.has(this.address) && now - since >= Math.min(patienceMs, this.maxMs);
    return error.with({ kind: isLasting ? 'config' : 'transient' });
  }
}
