/** Factor by which the connector's clock runs faster than the provider's. */
export const TIMES = 20;
