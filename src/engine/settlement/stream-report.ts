import type { StreamDescriptor } from '../../errors.ts';
import { nameOf } from '../../protocol/catalog.ts';
import type { Meter } from '../../retry/wait-meter.ts';

/** More kinds of reasons than this are counted together: reasons must not grow with the stream. */
const MAX_REASONS = 50;
const OTHER = 'other reasons';

/** So many records of a reason are searched for a message of the provider that may be shown. */
const SAMPLED = 100;

/** How often a reason was given. */
export interface RejectReasonCount {
  count: number;
  /** The first message of the provider about it that repeats nothing of its record. */
  sample: string | undefined;
}

/** What a counted reason adds to the log: the reason itself, or a first sample of it. */
export type ReasonNovelty = 'new' | 'sample' | 'known';

/** What happened to the records of one stream. */
export class StreamReport {
  readonly stream: StreamDescriptor;
  received = 0;
  delivered = 0;
  skipped = 0;
  /** Those skipped since the source deleted them and the operation deletes nothing. */
  deletions = 0;
  rejected = 0;
  readonly reasons = new Map<string, RejectReasonCount>();
  readonly meter: Meter;

  constructor(stream: StreamDescriptor, meter: Meter) {
    this.stream = stream;
    this.meter = meter;
  }

  get answered(): number {
    return this.delivered + this.skipped + this.rejected;
  }

  /** Whether a provider's message that may be shown is still looked for. */
  wantsSample(reason: string): boolean {
    const known = this.reasons.get(reason);
    return known ? known.sample === undefined && known.count < SAMPLED : this.reasons.size < MAX_REASONS;
  }

  /** Counts a rejected record. `sample` is a provider's message that may be logged. */
  countReason(reason: string, sample?: string): ReasonNovelty {
    const known = this.reasons.get(reason);
    if (known) {
      known.count++;
      if (known.sample !== undefined || sample === undefined) return 'known';
      known.sample = sample;
      return 'sample';
    }
    if (this.reasons.size < MAX_REASONS) {
      this.reasons.set(reason, { count: 1, sample });
      return 'new';
    }
    const other = this.reasons.get(OTHER) ?? { count: 0, sample: undefined };
    other.count++;
    this.reasons.set(OTHER, other);
    return 'known';
  }

  /** Undefined where no deletions were skipped. */
  skippedDeletions(object: string): string | undefined {
    if (this.deletions === 0) return undefined;
    const [records, were] = this.deletions === 1 ? ['record', 'was'] : ['records', 'were'];
    return (
      `Stream ${nameOf(this.stream)}: ${this.deletions} ${records} that the source marks as deleted (_ab_cdc_deleted_at) ${were} ` +
      `skipped, because the sync mode of the stream deletes nothing of ${object}. Earlier versions of them stay there.`
    );
  }

  summary(): string {
    const { received, delivered, skipped, rejected, meter } = this;
    const parts = [`received ${received}`, `delivered ${delivered}`];
    if (skipped > 0) parts.push(`skipped ${skipped}`);
    parts.push(rejected > 0 ? `rejected ${rejected} (${topReasons([this.reasons])})` : 'rejected 0');
    parts.push(
      `requests ${meter.requests}`,
      `retries ${meter.retries}`,
      `waited ${seconds(meter.waitedMs)} s`,
    );
    return `Stream ${nameOf(this.stream)}: ${parts.join(', ')}.`;
  }
}

/** The most frequent reasons of all reports, each with its count and a sample of the provider's message if there is one. */
export function topReasons(reports: readonly ReadonlyMap<string, RejectReasonCount>[], most = 5): string {
  const all = new Map<string, RejectReasonCount>();
  for (const [reason, { count, sample }] of reports.flatMap((reasons) => [...reasons])) {
    const before = all.get(reason);
    all.set(reason, { count: count + (before?.count ?? 0), sample: before?.sample ?? sample });
  }
  const sorted = [...all].sort(([, a], [, b]) => b.count - a.count);
  const shown = sorted
    .slice(0, most)
    .map(
      ([reason, { count, sample }]) => `${count} × ${reason}${sample ? ` (the provider: ${sample})` : ''}`,
    );
  const more = sorted.length - most;
  return more > 0 ? `${shown.join('; ')}; and ${more} more reasons` : shown.join('; ');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
