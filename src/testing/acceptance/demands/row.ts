/** A demand on a destination, and where it is proved. */
export interface Row {
  /** Its number, or the name of the platform's test. */
  readonly id: string;
  readonly demand: string;
  /** Ids of cases, `*` for anything. */
  readonly cases?: readonly string[];
  /** Files or folders of this repository that prove it, where a process alone cannot show it to anybody. */
  readonly elsewhere?: readonly string[];
  /** Why no case shows it, or what the cases leave open. */
  readonly note?: string;
}

/** Rows of a list that is numbered through. */
export const numbered = (
  from: number,
  rows: readonly (readonly [demand: string, proof: Omit<Row, 'id' | 'demand'>])[],
): Row[] => rows.map(([demand, proof], i) => ({ id: String(from + i), demand, ...proof }));
