/**
 * A number above 0 for each hash, in typed arrays: a Map of as many entries costs several times more, and its tables keep the
 * garbage collector busy. Numbers are forgotten as soon as `isAlive` denies them; what is dead is swept out when the table is
 * half full, so that it has at most eight places for each entry that was alive then.
 */
export class HashTable {
  private hashes = new Int32Array(LEAST);
  private numbers = new Int32Array(LEAST);
  private used = 0;
  private readonly isAlive: (number: number) => boolean;

  constructor(isAlive: (number: number) => boolean) {
    this.isAlive = isAlive;
  }

  /** 0 where there is none. It may be dead. */
  get(hash: number): number {
    return this.numbers[this.place(hash)]!;
  }

  /** Returns what was there before, dead or alive, else 0. */
  put(hash: number, number: number): number {
    const place = this.place(hash);
    const before = this.numbers[place]!;
    this.hashes[place] = hash;
    this.numbers[place] = number;
    if (before === 0 && ++this.used * 2 > this.numbers.length) this.sweep();
    return before;
  }

  /** Where a hash is, or belongs. */
  private place(hash: number): number {
    const { hashes, numbers } = this;
    const mask = numbers.length - 1;
    let place = hash & mask;
    while (numbers[place] !== 0 && hashes[place] !== hash) place = (place + 1) & mask;
    return place;
  }

  private sweep(): void {
    const { hashes, numbers } = this;
    let alive = 0;
    for (let place = 0; place < numbers.length; place++)
      if (numbers[place] !== 0 && this.isAlive(numbers[place]!)) alive++;
      else numbers[place] = 0;
    let size = LEAST;
    while (size < alive * 4) size *= 2;
    this.hashes = new Int32Array(size);
    this.numbers = new Int32Array(size);
    this.used = alive;
    for (let from = 0; from < numbers.length; from++) {
      if (numbers[from] === 0) continue;
      const place = this.place(hashes[from]!);
      this.hashes[place] = hashes[from]!;
      this.numbers[place] = numbers[from]!;
    }
  }
}

const LEAST = 1024;
