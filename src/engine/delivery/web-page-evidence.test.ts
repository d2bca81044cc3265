import { describe, expect, it } from 'vitest';
import { WebPageEvidence } from './web-page-evidence.ts';

const delivery = {};
const MINUTES = 60_000;

/** Sends other rows, which are accepted. */
const sendOthers = (evidence: WebPageEvidence): void => evidence.accepted(evidence.begin());

/** Returns the evidence after a row has got pages with accepted rows between them. */
function alternating(times: number) {
  const evidence = new WebPageEvidence();
  let trail = evidence.page(undefined, delivery, 0);
  for (let time = 0; time < times; time++) {
    sendOthers(evidence);
    trail = evidence.page(trail, delivery, 0);
  }
  return { evidence, trail };
}

describe('the pages of a row', () => {
  it('prove it to be their cause after three alternations with accepted rows', () => {
    expect(
      [0, 1, 2, 3].map((times) => alternating(times)).map(({ evidence, trail }) => evidence.proves(trail, 0)),
    ).toEqual([false, false, false, true]);
  });

  it('prove nothing by rows that were sent before them, such as at the beginning of an outage', () => {
    const evidence = new WebPageEvidence();
    let trail = evidence.page(undefined, delivery, 0);
    for (let time = 0; time < 5; time++) {
      const start = evidence.begin();
      trail = evidence.page(trail, delivery, 0);
      evidence.accepted(start);
    }
    expect([trail.alternations, evidence.proves(trail, 60 * MINUTES)]).toEqual([0, false]);
  });

  it('prove nothing once rows with pages were accepted', () => {
    const { evidence, trail } = alternating(9);
    evidence.recovered();
    expect(evidence.proves(trail, 60 * MINUTES)).toBe(false);
  });

  it('prove it after five minutes with one alternation, unless another delivery gets pages too', () => {
    const evidence = new WebPageEvidence();
    const first = evidence.page(undefined, delivery, MINUTES);
    sendOthers(evidence);
    const trail = evidence.page(first, delivery, 2 * MINUTES);
    expect([5.9, 6].map((minutes) => evidence.proves(trail, minutes * MINUTES))).toEqual([false, true]);
    const other = {};
    evidence.page(undefined, other, 0);
    expect(evidence.proves(trail, 6 * MINUTES)).toBe(false);
    evidence.close(other);
    expect(evidence.proves(trail, 6 * MINUTES)).toBe(true);
    expect(alternating(0).evidence.proves(alternating(0).trail, 60 * MINUTES)).toBe(false);
  });
});
