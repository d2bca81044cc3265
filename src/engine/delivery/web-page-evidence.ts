import type { StreamPlan } from '../plan.ts';

/** Alternations (`Trail`) that prove a row to cause its pages. */
const PROOF = 3;
/** With fewer of them, the time for which a row has to get pages while no other delivery of the stream does. */
const PROOF_MS = 5 * 60_000;

/** The web pages that a row got, by itself or with others. */
export interface Trail {
  /** The delivery whose batch the row belongs to. */
  readonly delivery: object;
  /** Time of the first page, in milliseconds on the monotonic clock. */
  readonly sinceMs: number;
  /** Moment of the last page. */
  readonly lastPage: number;
  /** How often other rows were sent and accepted after a page of this row, which then got another one. */
  readonly alternations: number;
}

/**
 * What the responses to a stream say about web pages: whether the content of a row causes them, or an outage, or a gateway of
 * which a part fails. No row may be rejected because of the latter two: the sync fails instead, and the platform runs it again.
 */
export class WebPageEvidence {
  /** Counts attempts and pages in their order. */
  private moment = 0;
  /** Start of the latest attempt that was accepted. An attempt that was in flight when an outage began proves nothing. */
  private acceptedFrom = 0;
  private hasRecovered = false;
  private readonly open = new Set<object>();

  /** Returns the moment at which an attempt starts. */
  begin(): number {
    return ++this.moment;
  }

  /** Notes that the attempt which started at this moment was accepted. */
  accepted(start: number): void {
    this.acceptedFrom = Math.max(this.acceptedFrom, start);
  }

  /** Notes that rows were accepted which got a page before: pages of this stream pass, so none proves anything from now on. */
  recovered(): void {
    this.hasRecovered = true;
  }

  /** Notes that a delivery has ended. */
  close(delivery: object): void {
    this.open.delete(delivery);
  }

  /** Continues a trail by a page that came now; begins one without `trail`. */
  page(trail: Trail | undefined, delivery: object, nowMs: number): Trail {
    const isAlternating = trail !== undefined && this.acceptedFrom > trail.lastPage;
    const owner = trail?.delivery ?? delivery;
    this.open.add(owner);
    return {
      delivery: owner,
      sinceMs: trail?.sinceMs ?? nowMs,
      lastPage: ++this.moment,
      alternations: (trail?.alternations ?? 0) + (isAlternating ? 1 : 0),
    };
  }

  /** Whether the content of the row with this trail causes its pages. */
  proves({ alternations, sinceMs }: Trail, nowMs: number): boolean {
    if (this.hasRecovered) return false;
    return alternations >= PROOF || (alternations > 0 && this.open.size === 1 && nowMs - sinceMs >= PROOF_MS);
  }
}

const evidences = new WeakMap<StreamPlan, WebPageEvidence>();

/** Returns the evidence of a stream in this sync. */
export function webPageEvidence(plan: StreamPlan): WebPageEvidence {
  const known = evidences.get(plan);
  if (known) return known;
  const evidence = new WebPageEvidence();
  evidences.set(plan, evidence);
  return evidence;
}
