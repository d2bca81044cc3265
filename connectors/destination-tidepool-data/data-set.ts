import { type ConnectorError, configError } from '#cdk';
import type { DestinationTidepoolDataConfig as Config } from '../../spec/types/destination-tidepool-data.ts';
import { fieldRefusedIn } from './refusals.ts';

export type DataSetType = 'normal' | 'continuous';

/** A data set as the settings describe it. Fields that are empty there must be left out: the service refuses empty texts and lists. */
export function dataSetOf(
  config: Config,
  dataSetType: DataSetType,
  deduplicator: string,
  deviceId: string | undefined,
): object {
  const given = <T extends { readonly length: number }>(value: T): T | undefined =>
    value.length > 0 ? value : undefined;
  return {
    client: { name: config.client_name, version: '0.1.0' },
    dataSetType,
    deduplicator: { name: deduplicator },
    deviceId,
    deviceManufacturers: given(config.device_manufacturers),
    deviceModel: given(config.device_model),
    deviceSerialNumber: given(config.device_serial_number),
    deviceTags: given(config.device_tags),
    timeProcessing: config.time_processing,
    timezone: given(config.timezone),
  };
}

/** What a 400 means to a request without records: what it says comes from the settings. */
export function settingsRefused(answer: string): ConnectorError {
  const field = fieldRefusedIn(answer);
  const about = field === undefined ? '' : ` It is about ${field}.`;
  return configError(
    `Tidepool refuses what the settings say of the data sets.${about} Check the Client Name and the fields under Device.`,
    { code: 'ERR_SETTINGS_REFUSED' },
  );
}
