/**
 * Maps hashes to numbers above 0, in typed arrays with open addressing: a `Map` costs several times more memory, and its
 * tables burden the garbage collector. Entries whose number `isAlive` denies are dead; the table drops them when it is half
 * full, so it has at most eight places for each entry that was alive then.
 */
export class HashTable {
  private hashes = new Int32Array(MIN_PLACES);
  private numbers = new Int32Array(MIN_PLACES);
  private used = 0;
  private readonly isAlive: (number: number) => boolean;

  constructor(isAlive: (number: number) => boolean) {
    this.isAlive = isAlive;
  }

  /** Returns the number of a hash, which may be dead, or 0. */
  get(hash: number): number {
    return this.numbers[this.placeOf(hash)]!;
  }

  /** Sets the number of a hash. Returns its previous number, which may be dead, or 0. */
  put(hash: number, number: number): number {
    const place = this.placeOf(hash);
    const before = this.numbers[place]!;
    this.hashes[place] = hash;
    this.numbers[place] = number;
    if (before === 0 && ++this.used * 2 > this.numbers.length) this.rebuild();
    return before;
  }

  /** Returns the index of a hash, or the free index for it. */
  private placeOf(hash: number): number {
    const { hashes, numbers } = this;
    const mask = numbers.length - 1;
    let place = hash & mask;
    while (numbers[place] !== 0 && hashes[place] !== hash) place = (place + 1) & mask;
    return place;
  }

  /** Drops dead entries and fits the size to the rest. */
  private rebuild(): void {
    const { hashes, numbers } = this;
    let alive = 0;
    for (let place = 0; place < numbers.length; place++)
      if (numbers[place] !== 0 && this.isAlive(numbers[place]!)) alive++;
      else numbers[place] = 0;
    let size = MIN_PLACES;
    while (size < alive * 4) size *= 2;
    this.hashes = new Int32Array(size);
    this.numbers = new Int32Array(size);
    this.used = alive;
    for (let from = 0; from < numbers.length; from++) {
      if (numbers[from] === 0) continue;
      const place = this.placeOf(hashes[from]!);
      this.hashes[place] = hashes[from]!;
      this.numbers[place] = numbers[from]!;
    }
  }
}

const MIN_PLACES = 1024;
