import type { Clock } from '../clock.ts';
import type { WaitReason } from '../define/wait-reason.ts';

interface Tally {
  /** Waits of now, oldest first. */
  readonly open: Set<Wait>;
  /** Milliseconds of earlier times with at least one wait. */
  endedMs: number;
  /** Start of the time with at least one wait, which lasts until none is open. */
  since: number;
}

/** The time that was waited with one purpose. */
export interface WaitTotal {
  readonly purpose: string;
  readonly ms: number;
}

/** Counts waits by their purpose. Overlapping waits with the same purpose count once. */
export class Waits {
  private readonly clock: Pick<Clock, 'monotonic'>;
  private readonly all = newTally();
  private readonly tallies = new Map<string, Tally & { reason: WaitReason }>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.clock = clock;
  }

  /** Starts a wait; call the returned function when it is over. */
  start(reason: WaitReason): () => void {
    const since = this.clock.monotonic();
    let tally = this.tallies.get(reason.purpose);
    if (tally === undefined) {
      tally = { ...newTally(), reason };
      this.tallies.set(reason.purpose, tally);
    }
    tally.reason = reason;
    const { all, clock } = this;
    const of = tally;
    const wait = { since };
    begin(all, wait);
    begin(of, wait);
    return () => {
      const now = clock.monotonic();
      end(all, wait, now);
      end(of, wait, now);
    };
  }

  /** Milliseconds with at least one wait, those that still last included. */
  get totalMs(): number {
    return msOf(this.all, this.clock.monotonic());
  }

  /** The time of each purpose, longest first. Different purposes may overlap. */
  totals(): readonly WaitTotal[] {
    const now = this.clock.monotonic();
    return [...this.tallies]
      .map(([purpose, tally]) => ({ purpose, ms: msOf(tally, now) }))
      .sort((a, b) => b.ms - a.ms);
  }

  /** Descriptions of the waits of this moment, the longest first. */
  now(): readonly string[] {
    const now = this.clock.monotonic();
    return [...this.tallies.values()]
      .filter(({ open }) => open.size > 0)
      .map(({ open, reason }) => ({ ms: now - oldest(open), open, reason }))
      .sort((a, b) => b.ms - a.ms)
      .map(({ ms, open, reason }) => describe(reason, open.size, ms));
  }
}

const newTally = (): Tally => ({ open: new Set(), endedMs: 0, since: 0 });

interface Wait {
  readonly since: number;
}

function begin(tally: Tally, wait: Wait): void {
  if (tally.open.size === 0) tally.since = wait.since;
  tally.open.add(wait);
}

function end(tally: Tally, wait: Wait, now: number): void {
  if (tally.open.delete(wait) && tally.open.size === 0) tally.endedMs += now - tally.since;
}

const msOf = ({ open, endedMs, since }: Tally, now: number): number =>
  open.size === 0 ? endedMs : endedMs + now - since;

const oldest = (open: Tally['open']): number => open.values().next().value!.since;

function describe({ now }: WaitReason, count: number, ms: number): string {
  if (typeof now === 'string') return now;
  return `${count} ${now[count === 1 ? 0 : 1]}, ${Math.floor(ms / 1000)} s`;
}
