/** Characters between two yields, which take a few milliseconds to read. */
const CHARACTERS = 256 * 1024;

/** Yields to the event loop while much text is read, so that requests do not time out and signals are handled. */
export class EventLoopYielder {
  private read = 0;

  /** Counts characters that were read. To be awaited. */
  async after(characters: number): Promise<void> {
    this.read += characters;
    if (this.read < CHARACTERS) return;
    this.read = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
