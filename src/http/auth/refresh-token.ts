import { ConnectorError } from '../../errors.ts';
import { isOutcomeUnknown } from '../errors/classify.ts';

/** A refresh token, which the provider may replace at each use. */
export class RefreshToken {
  private current: string | undefined;
  private published: string | undefined;
  /** Set if the token may have been used and its replacement is lost: a second use may be taken for a theft. */
  private spent: ConnectorError | undefined;
  private readonly publish: ((refreshToken: string) => Promise<void>) | undefined;

  /** `publish` stores a replacement; without it the provider keeps the token. */
  constructor(token: string | undefined, publish: ((refreshToken: string) => Promise<void>) | undefined) {
    this.current = token;
    this.published = token;
    this.publish = publish;
  }

  /**
   * Obtains a token with it. After an error of unknown outcome it throws that error each time, if the token is replaced at each
   * use.
   */
  async use<T>(obtain: (refreshToken: string | undefined) => Promise<T>): Promise<T> {
    if (this.spent) throw this.spent;
    try {
      return await obtain(this.current);
    } catch (error) {
      if (!this.publish || !(error instanceof ConnectorError) || !isOutcomeUnknown(error)) throw error;
      this.spent = error.with({ exhausted: true });
      throw this.spent;
    }
  }

  /** Replaces the token and publishes it. It is kept even if that fails: the previous one is no longer valid. */
  async replace(next: string | undefined): Promise<void> {
    this.current = next ?? this.current;
    await this.publishNew();
  }

  /** Publishes a token that could not be published before. */
  async publishNew(): Promise<void> {
    const { current, publish } = this;
    if (!publish || current === undefined || current === this.published) return;
    await publish(current);
    this.published = current;
  }
}
