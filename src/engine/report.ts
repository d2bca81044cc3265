import type { StreamDescriptor } from '../errors.ts';
import type { Meter } from '../http/meter.ts';
import { nameOf } from '../protocol/catalog.ts';

/** More kinds of reasons than this are counted together: reasons must not grow with the stream. */
const MAX_REASONS = 50;
const OTHER = 'other reasons';

/** What happened to the records of one stream. */
export class StreamReport {
  readonly stream: StreamDescriptor;
  received = 0;
  delivered = 0;
  skipped = 0;
  rejected = 0;
  readonly reasons = new Map<string, number>();
  readonly meter: Meter;

  constructor(stream: StreamDescriptor, meter: Meter) {
    this.stream = stream;
    this.meter = meter;
  }

  get answered(): number {
    return this.delivered + this.skipped + this.rejected;
  }

  /** Returns whether this reason is new: then it is worth a line in the log. */
  countReason(reason: string): boolean {
    const known = this.reasons.get(reason);
    const isNew = known === undefined && this.reasons.size < MAX_REASONS;
    const key = known !== undefined || isNew ? reason : OTHER;
    this.reasons.set(key, (this.reasons.get(key) ?? 0) + 1);
    return isNew;
  }

  summary(): string {
    const { received, delivered, skipped, rejected, meter } = this;
    const parts = [`received ${received}`, `delivered ${delivered}`];
    if (skipped > 0) parts.push(`skipped ${skipped}`);
    parts.push(rejected > 0 ? `rejected ${rejected} (${topReasons(this.reasons)})` : 'rejected 0');
    parts.push(
      `requests ${meter.requests}`,
      `retries ${meter.retries}`,
      `waited ${seconds(meter.waitedMs)} s`,
    );
    return `Stream ${nameOf(this.stream)}: ${parts.join(', ')}.`;
  }
}

/** The reasons that count most, most frequent first. */
export function topReasons(reasons: ReadonlyMap<string, number>, most = 5): string {
  const sorted = [...reasons].sort((a, b) => b[1] - a[1]);
  const shown = sorted.slice(0, most).map(([reason, count]) => `${count} × ${reason}`);
  return sorted.length > most
    ? `${shown.join('; ')}; and ${sorted.length - most} more reasons`
    : shown.join('; ');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
