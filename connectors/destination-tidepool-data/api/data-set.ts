import { type ConnectorError, configError } from '@airbyte-ts/cdk';
import type { DestinationTidepoolDataConfig as Config } from '../../../spec/types/destination-tidepool-data.ts';
import { rejectedFieldIn } from './rejections.ts';

/** The properties of a new data set. */
export interface NewDataSet {
  readonly type: 'normal' | 'continuous';
  readonly deduplicator: string;
  readonly device?: string;
  /** The id of the platform's job, by which a later attempt of the job recognises the data set. */
  readonly job?: number | undefined;
}

/** What all data sets of a sync have in common. */
export interface Origin {
  readonly config: Config;
  /** Version of the connector. */
  readonly version: string;
}

/** Builds the request for a data set. Omits empty settings, because the service rejects empty texts, lists and objects. */
export function dataSetOf({ type, deduplicator, device, job }: NewDataSet, { config, version }: Origin) {
  const given = <T extends { readonly length: number }>(value: T): T | undefined =>
    value.length > 0 ? value : undefined;
  return {
    client: {
      name: config.client_name,
      version,
      ...(job !== undefined && { private: { job: String(job) } }),
    },
    dataSetType: type,
    deduplicator: { name: deduplicator },
    deviceId: device,
    deviceManufacturers: given(distinct(config.device_manufacturers)),
    deviceModel: given(config.device_model),
    deviceSerialNumber: given(config.device_serial_number),
    deviceTags: given(distinct(config.device_tags)),
    timeProcessing: config.time_processing,
    timezone: given(config.timezone),
  };
}

/** Without blank texts and repetitions, which the service rejects. */
function distinct<T extends string>(texts: readonly T[]): readonly T[] {
  return [...new Set(texts)].filter((text) => text.trim() !== '');
}

const FIELDS = [
  'client',
  'dataSetType',
  'deduplicator',
  'deviceId',
  'deviceManufacturers',
  'deviceModel',
  'deviceSerialNumber',
  'deviceTags',
  'timeProcessing',
  'timezone',
] as const satisfies readonly (keyof ReturnType<typeof dataSetOf>)[];

/** The error for a 400 response to a request without records, whose content comes from the settings. */
export function settingsRejected(response: string): ConnectorError {
  const field = rejectedFieldIn(response, FIELDS);
  const about = field === undefined ? '' : ` The invalid field is ${field}.`;
  return configError(
    `Tidepool rejects the settings of the data sets.${about} Check Client Name (client_name), Time Zone (timezone) and the other settings of the device (device_…).`,
    { code: 'ERR_SETTINGS_REJECTED' },
  );
}
