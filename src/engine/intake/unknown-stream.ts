import { type ConnectorError, configError, type StreamDescriptor } from '../../errors.ts';
import { nameOf } from '../../protocol/catalog.ts';
import { STREAM_DIFFERENCES, similarStream } from '../../protocol/similar-stream.ts';
import { formatChoices } from '../../text/format-list.ts';

/** Advice for a stream name that is not in the catalog, by its difference from a similar one. */
const ADVICE = {
  namespace: 'Check the Destination Namespace setting of the connection',
  case: 'Use the same upper and lower case in both',
  prefix: 'Check the Stream Prefix setting of the connection',
  spelling: 'Correct the misspelt name',
} as const;

/**
 * Creates the error for a record of a stream that is not in the catalog. A later state would cover the lost record, so the
 * sync ends. It is a config error, because another attempt with the same catalog would fail too.
 */
export function unknownStreamError(
  found: StreamDescriptor,
  catalog: readonly StreamDescriptor[],
): ConnectorError {
  const similar = similarStream(found, catalog);
  const cause = similar
    ? `The catalog has ${nameOf(similar.stream)}: ${STREAM_DIFFERENCES[similar.differsBy]}. ${ADVICE[similar.differsBy]}, or refresh`
    : 'Refresh';
  const names = catalog.map((stream) => nameOf(stream).slice(1, -1));
  const known = names.length === 0 ? 'no stream' : formatChoices(names, 'and');
  return configError(
    `The input contains a record of the stream ${nameOf(found)}, which the catalog does not name. ${cause} the ` +
      `source's schema and save the connection. The catalog names ${known}.`,
    { code: 'ERR_UNKNOWN_STREAM', stream: found },
  );
}
