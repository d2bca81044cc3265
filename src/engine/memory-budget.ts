/** What the engine keeps of a row or a rejected record beside its text. */
const ENTRY_BYTES = 160;

/** What a row of so many bytes of text holds in memory. */
export const heldBytesFor = (bytes: number): number => bytes + ENTRY_BYTES;

/**
 * The bytes that are held: rows in open batches, in sealed ones and under way, rejected records that are not kept yet, and states
 * that are not earned. When it is full, reading pauses.
 */
export class MemoryBudget {
  private rows = 0;
  private waiting = 0;
  private allowed = 0;
  private readonly limit: number;
  private readonly onRoom: () => void;

  constructor(limit: number, onRoom: () => void) {
    this.limit = limit;
    this.onRoom = onRoom;
  }

  get full(): boolean {
    return this.rows + this.waiting >= this.limit + this.allowed;
  }

  /** Bytes of states that wait. */
  get states(): number {
    return this.waiting;
  }

  take(bytes: number): void {
    this.rows += bytes;
  }

  give(bytes: number): void {
    const before = this.full;
    this.rows -= bytes;
    if (before && !this.full) this.onRoom();
  }

  takeState(bytes: number): void {
    this.waiting += bytes;
  }

  giveState(bytes: number): void {
    const before = this.full;
    this.waiting -= bytes;
    this.allowed = Math.min(this.allowed, this.waiting);
    if (before && !this.full) this.onRoom();
  }

  /**
   * Holds the states that wait now beyond the limit, until they are given back. For states that only the rest of the input
   * can earn: a pause would never end.
   */
  allowStates(): void {
    this.allowed = this.waiting;
  }
}
