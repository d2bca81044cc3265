/** Environment variables of a process; undefined if unset. */
export type Environment = Readonly<Record<string, string | undefined>>;
