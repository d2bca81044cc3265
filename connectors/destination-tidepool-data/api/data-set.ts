import { type ConnectorError, configError } from '#cdk';
import type { DestinationTidepoolDataConfig as Config } from '../../../spec/types/destination-tidepool-data.ts';
import { fieldRefusedIn } from './refusals.ts';

/** What a data set is to be. */
export interface NewDataSet {
  readonly type: 'normal' | 'continuous';
  readonly deduplicator: string;
  readonly device?: string;
  /** The platform's job that it is made for: a later attempt of the job knows the set by it. */
  readonly job?: number | undefined;
}

/** Fields that are empty in the settings must be left out: the service refuses empty texts, lists and objects. */
export function dataSetOf({ type, deduplicator, device, job }: NewDataSet, config: Config) {
  const given = <T extends { readonly length: number }>(value: T): T | undefined =>
    value.length > 0 ? value : undefined;
  return {
    client: {
      name: config.client_name,
      version: '0.1.0',
      ...(job !== undefined && { private: { job: String(job) } }),
    },
    dataSetType: type,
    deduplicator: { name: deduplicator },
    deviceId: device,
    deviceManufacturers: given(config.device_manufacturers),
    deviceModel: given(config.device_model),
    deviceSerialNumber: given(config.device_serial_number),
    deviceTags: given(config.device_tags),
    timeProcessing: config.time_processing,
    timezone: given(config.timezone),
  };
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

/** What a 400 means to a request without records: what is wrong with it comes from the settings, except the device. */
export function settingsRefused(answer: string): ConnectorError {
  const field = fieldRefusedIn(answer, FIELDS);
  const about = field === undefined ? '' : ` It is about ${field}.`;
  return configError(
    `Tidepool refuses what the settings say of the data sets.${about} Check Client Name (client_name), Time Zone (timezone) and the other settings of the device (device_…).`,
    { code: 'ERR_SETTINGS_REFUSED' },
  );
}
