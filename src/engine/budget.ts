/** What the engine keeps of a row beside its text. */
const ENTRY_BYTES = 160;

/** What a row of so many bytes of text holds in memory. */
export const heldFor = (bytes: number): number => bytes + ENTRY_BYTES;

/** Bytes of rows that are held: in open batches, in sealed ones and under way. When full, reading pauses. */
export class Budget {
  private held = 0;
  private readonly limit: number;
  private readonly onRoom: () => void;

  constructor(limit: number, onRoom: () => void) {
    this.limit = limit;
    this.onRoom = onRoom;
  }

  get full(): boolean {
    return this.held >= this.limit;
  }

  take(bytes: number): void {
    this.held += bytes;
  }

  give(bytes: number): void {
    const before = this.full;
    this.held -= bytes;
    if (before && !this.full) this.onRoom();
  }
}
