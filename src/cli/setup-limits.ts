/** Time limit of a request of `check` and `discover`: a user waits for them, and some validations take 15 seconds. */
export const ATTEMPT_MS = 25_000;
/** Retry time in `check` and `discover`. Providers ask to wait up to 30 seconds. */
export const RETRY_BUDGET_MS = 35_000;
/** Time limit of what `check` does at the provider. The platform limits a check to some minutes, its tests to one. */
export const CHECK_DEADLINE_MS = 50_000;
