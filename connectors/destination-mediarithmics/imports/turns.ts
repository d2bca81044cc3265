/** So many characters are read in a few milliseconds. */
const CHARACTERS = 256 * 1024;

/** Lets everything else run while much text is read: requests have time-outs, and signals wait. */
export class Turns {
  private read = 0;

  /** To be awaited after so many characters. */
  async after(characters: number): Promise<void> {
    this.read += characters;
    if (this.read < CHARACTERS) return;
    this.read = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
