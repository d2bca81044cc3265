/** Bytes that the engine holds for a row or a rejected record beside its text. */
const ENTRY_BYTES = 160;

/** Bytes in memory of a row whose text has `bytes` bytes. */
export const heldBytesFor = (bytes: number): number => bytes + ENTRY_BYTES;

/**
 * Bound on the bytes that a sync holds: rows in open, sealed and running batches, rejected records that the store has not yet
 * written, and states that wait. Reading pauses while it is full.
 */
export class MemoryBudget {
  private rowBytes = 0;
  private waitingStateBytes = 0;
  private exemptBytes = 0;
  private readonly limit: number;
  private readonly onRoom: () => void;

  /** `limit`: bytes. `onRoom` is called when the budget is no longer full. */
  constructor(limit: number, onRoom: () => void) {
    this.limit = limit;
    this.onRoom = onRoom;
  }

  get isFull(): boolean {
    return this.rowBytes + this.waitingStateBytes >= this.limit + this.exemptBytes;
  }

  /** Bytes of states that wait to be emitted. */
  get stateBytes(): number {
    return this.waitingStateBytes;
  }

  take(bytes: number): void {
    this.rowBytes += bytes;
  }

  release(bytes: number): void {
    const before = this.isFull;
    this.rowBytes -= bytes;
    if (before && !this.isFull) this.onRoom();
  }

  takeState(bytes: number): void {
    this.waitingStateBytes += bytes;
  }

  releaseState(bytes: number): void {
    const before = this.isFull;
    this.waitingStateBytes -= bytes;
    this.exemptBytes = Math.min(this.exemptBytes, this.waitingStateBytes);
    if (before && !this.isFull) this.onRoom();
  }

  /**
   * Exempts the states that wait now from the limit, until they are released. For states that only later input can release: a
   * pause of reading would never end.
   */
  exemptStates(): void {
    this.exemptBytes = this.waitingStateBytes;
  }
}
