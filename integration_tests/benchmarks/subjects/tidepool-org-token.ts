/** A token of the length of Tidepool.org's, without an end, so that it is never renewed. */
export const TOKEN = 'benchmark-token-'.repeat(24);
