/** What a wait is for, as the log and the status line name it. */
export interface WaitReason {
  /** Completes "waited 3.0 s": `for jobs`. Waits with the same purpose are counted together. */
  readonly purpose: string;
  /**
   * Describes the waits of a moment. Of a pair, the form for their number is shown between the number and the longest time:
   * `['document waits for its job', 'documents wait for their jobs']` gives "1 document waits for its job, 42 s". A text is
   * used unchanged.
   */
  readonly now: string | readonly [one: string, many: string];
}
