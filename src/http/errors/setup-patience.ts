import type { Clock } from '../../clock.ts';
import type { ConnectorError, ErrorKind } from '../../errors.ts';

/**
 * Kinds of failures before the API that are mistakes in the settings if they last, and that also occur for a moment: the DNS of a new
 * container is incomplete, a gateway redirects to a login or maintenance page, a proxy loads its users again.
 */
const kindsOfCodes = (isLasting: boolean): readonly (readonly [kind: ErrorKind, code: string])[] => [
  [isLasting ? 'config' : 'transient', 'ERR_UNKNOWN_HOST'],
  [isLasting ? 'config' : 'transient', 'ERR_REDIRECT'],
  [isLasting ? 'config' : 'transient', 'ERR_PROXY_AUTH'],
  [isLasting ? 'config' : 'transient', 'ERR_PROXY'],
];

/** Whether the error is a mistake in the settings or a failure for a moment. */
export const isSetupFailure = ({ code }: Pick<ConnectorError, 'code'>): boolean =>
  kindOf(code, false) !== undefined;

function kindOf(code: string, isLasting: boolean): ErrorKind | undefined {
  return kindsOfCodes(isLasting).find(([, each]) => each === code)?.[0];
}

/** Decides whether a failure before the API is a mistake in the settings: only if the API never responded, and after a while. */
export class SetupPatience {
  private readonly clock: Clock;
  private readonly limitMs: number;
  private hasAnswered = false;
  private failingSince: number | undefined;

  /** `limitMs` is the time after which a failure counts as a mistake. */
  constructor(clock: Clock, limitMs: number) {
    this.clock = clock;
    this.limitMs = limitMs;
  }

  /** Notes a response of the API itself: the settings are right, and later failures are temporary. */
  noteAnswer(): void {
    this.hasAnswered = true;
  }

  /** Returns the error with the kind `config` or `transient`; others unchanged. */
  judge(error: ConnectorError): ConnectorError {
    if (!isSetupFailure(error)) return error;
    this.failingSince ??= this.clock.monotonic();
    const isLasting = !this.hasAnswered && this.clock.monotonic() - this.failingSince >= this.limitMs;
    return error.with({ kind: kindOf(error.code, isLasting)! });
  }
}
