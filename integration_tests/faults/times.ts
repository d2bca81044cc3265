/** So many times faster than the provider's clock the connector's one runs. */
export const TIMES = 20;
