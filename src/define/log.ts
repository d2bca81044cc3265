/** Levels of a LOG message, most severe first. `LOG_LEVEL` names the least severe one that is written. */
export const LEVELS = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const;

export type Level = (typeof LEVELS)[number];

/** Writes LOG messages. Texts name streams, objects and counts; never a record's content. */
export interface Log {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  /** Made only when it is written. */
  debug(message: () => string): void;
}
