interface Event {
  readonly at: number;
  readonly order: number;
  readonly happen: () => void;
}

/** Virtual time in milliseconds. Events run in order; those of one moment in the order in which they were scheduled. */
export interface Timeline {
  readonly now: number;
  /** Schedules an event; one in the past runs now. */
  at(time: number, happen: () => void): void;
  /** Runs all events before `time`, then sets the time to `time`. */
  runUntil(time: number): void;
}

export function createTimeline(): Timeline {
  const heap: Event[] = [];
  let now = 0;
  let count = 0;

  const before = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

  const push = (event: Event): void => {
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(event, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  };

  const pop = (): Event => {
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
      if (!before(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  };

  return {
    get now() {
      return now;
    },
    at(time, happen) {
      push({ at: Math.max(now, time), order: count++, happen });
    },
    runUntil(time) {
      while (heap.length > 0 && heap[0]!.at < time) {
        const event = pop();
        now = event.at;
        event.happen();
      }
      now = time;
    },
  };
}
