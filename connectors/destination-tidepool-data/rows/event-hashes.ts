import type { Hash } from './text-hash.ts';

/**
 * A set of events with their contents, both as hashes of 64 bits, in one typed array: a `Set` takes five times as much memory,
 * which the garbage collector visits. An event may have several contents. If 200,000 events are compared with a hundred million
 * other ones, the probability of a false match is 1 in 900,000.
 */
export class EventHashes {
  /** Number of pairs of an event and a content. */
  size = 0;
  private places: Int32Array;

  /** `expected`: number of pairs that it has room for from the start. */
  constructor(expected = 0) {
    const places = Math.max(FIRST_PLACES, 2 ** Math.ceil(Math.log2((expected + 1) / MAX_LOAD)));
    this.places = new Int32Array(WORDS * places);
  }

  /** Whether it has the event with any content. */
  has(event: Hash): boolean {
    return this.places[this.firstOf(event[0]!, event[1]!) + 1] !== 0;
  }

  /** Whether it has the event with this content. */
  hasContent(event: Hash, content: Hash): boolean {
    return this.places[this.placeOf(event, content) + 1] !== 0;
  }

  add(event: Hash, content: Hash): void {
    const place = this.placeOf(event, content);
    const { places } = this;
    if (places[place + 1] !== 0) return;
    places[place] = event[0]!;
    places[place + 1] = event[1]!;
    places[place + 2] = content[0]!;
    places[place + 3] = content[1]!;
    if (++this.size * WORDS > places.length * MAX_LOAD) this.grow();
  }

  /** The index of an event with a content, or the free one for it. */
  private placeOf(event: Hash, content: Hash): number {
    const { places } = this;
    let place = this.firstOf(event[0]!, event[1]!);
    while (places[place + 1] !== 0 && (places[place + 2] !== content[0] || places[place + 3] !== content[1]))
      place = this.nextOf(event[0]!, event[1]!, place + WORDS);
    return place;
  }

  /** The index of the first entry of an event, or the free one for it. */
  private firstOf(high: number, low: number): number {
    return this.nextOf(high, low, high * WORDS);
  }

  /** The index of the next entry of an event from an index on, or the next free one. */
  private nextOf(high: number, low: number, from: number): number {
    const { places } = this;
    const mask = places.length - 1;
    let place = from & mask;
    while (places[place + 1] !== 0 && (places[place + 1] !== low || places[place] !== high))
      place = (place + WORDS) & mask;
    return place;
  }

  private grow(): void {
    const { places } = this;
    this.places = new Int32Array(2 * places.length);
    for (let from = 0; from < places.length; from += WORDS) {
      if (places[from + 1] === 0) continue;
      let place = (places[from]! * WORDS) & (this.places.length - 1);
      while (this.places[place + 1] !== 0) place = (place + WORDS) & (this.places.length - 1);
      this.places.set(places.subarray(from, from + WORDS), place);
    }
  }
}

/** Words of an entry: two of the event, two of its content. */
const WORDS = 4;
const FIRST_PLACES = 1024;
/** Maximum share of used entries: up to it, a lookup reads few of them. */
const MAX_LOAD = 0.8;
