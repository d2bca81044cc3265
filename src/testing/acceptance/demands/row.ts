/** A demand on a destination, with the cases and tests that prove it. */
export interface Row {
  /** Its number, or the name of the platform's test. */
  readonly id: string;
  readonly demand: string;
  /** Ids of cases; `*` matches any text. */
  readonly cases?: readonly string[];
  /** Files or folders of this repository that prove what a process alone cannot show. */
  readonly elsewhere?: readonly string[];
  /** Why no case shows it, or what the cases do not cover. */
  readonly note?: string;
}

/** Numbers the rows of a list. */
export const numbered = (
  from: number,
  rows: readonly (readonly [demand: string, proof: Omit<Row, 'id' | 'demand'>])[],
): Row[] => rows.map(([demand, proof], i) => ({ id: String(from + i), demand, ...proof }));
