/** Levels of a LOG message, most severe first. `LOG_LEVEL` is the least severe level that is written; INFO by default. */
export const LEVELS = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const;

export type Level = (typeof LEVELS)[number];

/** Writes LOG messages. Texts name streams, objects and counts; never a record's content. Secrets are masked. */
export interface Log {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  /** `message` is called only if DEBUG is written. */
  debug(message: () => string): void;
}
