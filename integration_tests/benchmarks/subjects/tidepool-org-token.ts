/** As long as a token of Tidepool.org, and never renewed: it tells nobody when it ends. */
export const TOKEN = 'benchmark-token-'.repeat(24);
