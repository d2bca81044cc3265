import { type ConnectorError, configError, type RoutedStream } from '@airbyte-ts/cdk';
import type { DestinationTidepoolDataConfig } from '../../../spec/types/destination-tidepool-data.ts';

type Config = Pick<DestinationTidepoolDataConfig, 'user_id_field' | 'session_type'>;

/**
 * Throws a `config` error if one stream replaces data of the user to whose continuous session another one adds. If the records
 * name their users, and for streams of one device, only the records tell: `Uploads` throws then.
 */
export function verifyModes(streams: readonly RoutedStream[], { user_id_field, session_type }: Config): void {
  if (user_id_field !== '') return;
  const replaces = streams.some(({ syncMode }) => syncMode === 'overwrite');
  const addsToSession = streams.some(
    ({ syncMode }) => syncMode === 'append_dedup' || (syncMode === 'append' && session_type === 'continuous'),
  );
  if (replaces && addsToSession) throw userInTwoModes();
}

export const deviceInTwoModes = (): ConnectorError =>
  twoModes(
    'One stream of this connection replaces the data of a device to which another one adds. Give the streams in the mode overwrite device ids of their own, or sync all streams of the device in one mode.',
  );

export const userInTwoModes = (): ConnectorError =>
  twoModes(
    'One stream of this connection replaces data of a person (overwrite), and another one adds to the continuous session of the same person, which contains data of any device (append + deduped, or append with the session type continuous). Move the streams in the mode overwrite to a connection of their own, with device ids that no other stream uses.',
  );

const twoModes = (message: string): ConnectorError =>
  configError(`${message} Nothing was replaced.`, { code: 'ERR_DEVICE_IN_TWO_MODES' });
