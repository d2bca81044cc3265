/** An event as the provider stores it. */
export interface StoredEvent {
  readonly id: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** JSON text exactly as it arrived, with all digits of its numbers. */
  readonly text: string;
  /** The number of the request that brought it. */
  readonly request: number;
  /** Time of storage, in the clock's monotonic milliseconds. */
  readonly at: number;
}

/** What is kept: whole events, ids with their counts, or only counters (flat memory). */
export type Keep = 'events' | 'ids' | 'counts';

export interface EventStore {
  readonly stored: number;
  /** Number of events that were dropped because their id was already stored. */
  readonly repeated: number;
  /** In order of arrival; empty unless events are kept. */
  readonly events: readonly StoredEvent[];
  countById(): ReadonlyMap<string, number>;
  /** @returns the number of new events. */
  add(events: Iterable<StoredEvent>): number;
}

export function eventStore(keep: Keep, dedupe: boolean): EventStore {
  const events: StoredEvent[] = [];
  const counts = new Map<string, number>();
  let stored = 0;
  let repeated = 0;

  const addOne = (event: StoredEvent): void => {
    if (keep !== 'counts') {
      const count = counts.get(event.id) ?? 0;
      if (dedupe && count > 0) {
        repeated++;
        return;
      }
      counts.set(event.id, count + 1);
    }
    if (keep === 'events') events.push(event);
    stored++;
  };

  return {
    get stored() {
      return stored;
    },
    get repeated() {
      return repeated;
    },
    events,
    countById: () => counts,
    add(arrived) {
      const before = stored;
      for (const event of arrived) addOne(event);
      return stored - before;
    },
  };
}
