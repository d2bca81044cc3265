import type { ConnectorError, Context } from '@airbyte-ts/cdk';

/** Bisection repeats rejections, so only this number of them is logged as INFO; later ones are logged as DEBUG. */
const MAX_SHOWN = 20;

/**
 * Returns a function that logs the rejection of a document with its error id, which the provider's support asks for. The reason
 * of rejected records can't contain it, because records are counted by reason, and their provider message may be withheld.
 */
export function rejectionLogger(log: Context['log']): (error: ConnectorError) => void {
  let shown = 0;
  return ({ detail, code }) => {
    const text = `mediarithmics rejected a document (${detail ?? code}).`;
    if (shown++ < MAX_SHOWN) log.info(text);
    else log.debug(() => text);
  };
}
