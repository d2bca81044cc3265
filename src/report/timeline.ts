import type { Sample } from './activity.ts';

const MAX_SAMPLES = 600;

/** Samples of a sync in order, at most 600: beyond that every other one is dropped, and fewer are added from then on. */
export class Timeline {
  readonly samples: Sample[] = [];
  private every = 1;
  private offered = 0;

  add(sample: Sample): void {
    if (this.offered++ % this.every !== 0) return;
    this.samples.push(sample);
    if (this.samples.length < MAX_SAMPLES) return;
    this.every *= 2;
    const kept = this.samples.filter((_, index) => index % 2 === 0);
    this.samples.splice(0, this.samples.length, ...kept);
  }
}
