import { secretsOf } from '../config/secrets.ts';
import type { Log } from '../define/log.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import type { ConnectorSpecification } from '../define/specification.ts';
import { stringifyExact } from '../protocol/exact.ts';
import { configUpdateLine } from '../protocol/output.ts';
import type { Output } from '../protocol/stdout.ts';
import type { Redactor } from '../redact.ts';

export interface LiveConfigOptions {
  readonly output: Output;
  readonly redactor: Redactor;
  readonly log: Log;
  /** Returns milliseconds since 1970. */
  readonly now: () => number;
  /** Whether changes are sent to the platform. */
  readonly isSent: boolean;
}

/** The configuration that a command read from its file. */
export interface ReadConfiguration {
  /** The text of the file. */
  readonly text: string;
  /** The configuration with its defaults and corrections. */
  readonly config: SharedConfig;
  readonly specification: ConnectorSpecification;
}

/** The configuration of a command, with the changes that the connector made since it was read. */
export class LiveConfig {
  private read: ReadConfiguration | undefined;
  private validateConfig: ((config: SharedConfig) => void) | undefined;
  private readonly options: LiveConfigOptions;

  constructor(options: LiveConfigOptions) {
    this.options = options;
  }

  /** Sets the configuration that was read. */
  set(read: ReadConfiguration): void {
    this.read = read;
  }

  /** Sets the destination's `validateConfig`, with which each change is validated too. */
  validateWith(validateConfig: (config: SharedConfig) => void): void {
    this.validateConfig = validateConfig;
  }

  /** Masks the secrets of a configuration, or of a part of it, in all later output. */
  hide(config: unknown, specification: ConnectorSpecification): void {
    for (const secret of secretsOf(config, specification)) this.options.redactor.add(secret);
  }

  /** The configuration with all changes. */
  get current(): SharedConfig {
    return this.read?.config ?? {};
  }

  /** `Context.updateConfig`. */
  async update(changes: Readonly<Record<string, unknown>>): Promise<void> {
    const { output, log, now, isSent } = this.options;
    if (!this.read) return;
    // Before anything can fail: an error or a line of the log may repeat the new values.
    this.hide(changes, this.read.specification);
    const changed = stringifyExact(changes);
    const { updatedConfig } = await import('../config/updated-config.ts');
    // From here to the output nothing waits, so that concurrent changes add up.
    const { specification, text } = this.read;
    const updated = updatedConfig(text, changed, specification, this.validateConfig);
    if (!updated) return;
    this.hide(updated.config, specification);
    this.read = { ...updated, specification };
    if (!isSent) {
      log.debug(
        () => 'The connector changed its configuration. This command does not send it to the platform.',
      );
      return;
    }
    output.line(configUpdateLine(updated.text, now()));
    await output.drained();
    log.info('The connector changed its configuration, and sent it to the platform.');
  }
}
