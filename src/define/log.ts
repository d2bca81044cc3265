/** Levels of a LOG message, most severe first. `LOG_LEVEL` is the least severe level that is written; INFO by default. */
export const LEVELS = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const;

export type Level = (typeof LEVELS)[number];

/** Writes LOG messages. Texts name streams, objects and counts; never a record's content. Secrets are masked. */
export interface Log {
  /** Writes an ERROR: something failed, or records were not delivered. */
  error(message: string): void;
  /** Writes a WARN: the sync continues, but the user should know. */
  warn(message: string): void;
  /** Writes an INFO: progress and results. Written by default, unlike DEBUG. */
  info(message: string): void;
  /** `message` is called only if DEBUG is written. */
  debug(message: () => string): void;
}
