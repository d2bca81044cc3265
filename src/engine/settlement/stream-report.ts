import type { StreamDescriptor } from '../../errors.ts';
import { formatWaited } from '../../observer/format-waited.ts';
import type { Meter } from '../../observer/meter.ts';
import { nameOf } from '../../protocol/catalog.ts';
import { withoutFullStop } from '../../text/without-full-stop.ts';

/** Reasons that are counted separately. Further ones are counted together, so that memory does not grow with the stream. */
const MAX_REASONS = 50;
const OTHER = 'other reasons';

/** Records of a reason that are searched for a loggable provider message. */
const MAX_SAMPLED = 100;

/** Number of records that were rejected for one reason. */
export interface RejectReasonCount {
  count: number;
  /** The first provider message for it that may be logged. */
  sample: string | undefined;
}

/**
 * What the log has not yet shown of a reason: the reason itself (`new`), its first provider message (`sample`), or nothing
 * (`known`).
 */
export type ReasonNovelty = 'new' | 'sample' | 'known';

/** Counts of the records of one stream. */
export class StreamReport {
  readonly stream: StreamDescriptor;
  received = 0;
  delivered = 0;
  skipped = 0;
  /** Skipped records that the source marks as deleted, of an operation without `acceptsDeletes`. */
  deletions = 0;
  rejected = 0;
  /** Records that the provider stores and has not published. */
  staged = 0;
  readonly reasons = new Map<string, RejectReasonCount>();
  readonly meter: Meter;

  constructor(stream: StreamDescriptor, meter: Meter) {
    this.stream = stream;
    this.meter = meter;
  }

  /** Records with a final outcome. */
  get settled(): number {
    return this.delivered + this.skipped + this.rejected;
  }

  /** Whether a loggable provider message is still missing for a reason. */
  wantsSample(reason: string): boolean {
    const known = this.reasons.get(reason);
    return known ? known.sample === undefined && known.count < MAX_SAMPLED : this.reasons.size < MAX_REASONS;
  }

  /** Counts a rejected record. `sample`: a provider message that may be logged. */
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

  /** Returns the warning about skipped deletions; undefined if there are none. */
  skippedDeletions(object: string, hint?: string): string | undefined {
    if (this.deletions === 0) return undefined;
    const [records, were] = this.deletions === 1 ? ['record', 'was'] : ['records', 'were'];
    return (
      `Stream ${nameOf(this.stream)}: ${this.deletions} ${records} that the source marks as deleted (_ab_cdc_deleted_at) ${were} ` +
      `skipped, as Unsupported Deletions (unsupported_deletions) says, because the sync mode of the stream deletes nothing of ${object}. Earlier versions of them stay there.` +
      (hint === undefined ? '' : ` To delete them too, ${hint}.`)
    );
  }

  /** Returns the summary for the log. */
  summary(): string {
    const { received, delivered, skipped, rejected, meter } = this;
    const parts = [`received ${received}`, `delivered ${delivered}`];
    if (skipped > 0) parts.push(`skipped ${skipped}`);
    parts.push(rejected > 0 ? `rejected ${rejected} (${topReasons([this.reasons])})` : 'rejected 0');
    parts.push(`requests ${meter.requests}`, `retries ${meter.retries}`, formatWaited(meter.waits));
    return `Stream ${nameOf(this.stream)}: ${parts.join(', ')}.`;
  }
}

/** A reason, and the provider message for it, inside a sentence. Either may be a complete sentence. */
export function reasonText(reason: string, sample: string | undefined): string {
  return `${withoutFullStop(reason)}${sample ? ` (the provider: ${withoutFullStop(sample)})` : ''}`;
}

/** Formats the most frequent reasons of all reports, each with its count and its provider message, if there is one. */
export function topReasons(reports: readonly ReadonlyMap<string, RejectReasonCount>[], max = 5): string {
  const all = new Map<string, RejectReasonCount>();
  for (const [reason, { count, sample }] of reports.flatMap((reasons) => [...reasons])) {
    const total = all.get(reason);
    all.set(reason, { count: count + (total?.count ?? 0), sample: total?.sample ?? sample });
  }
  const sorted = [...all].sort(([, a], [, b]) => b.count - a.count);
  const shown = sorted
    .slice(0, max)
    .map(([reason, { count, sample }]) => `${count} × ${reasonText(reason, sample)}`);
  const more = sorted.length - max;
  return more > 0 ? `${shown.join('; ')}; and ${more} more reasons` : shown.join('; ');
}
