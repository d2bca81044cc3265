import { expect, it } from 'vitest';
import type { DestinationTidepoolDataConfig as Config } from '../../../spec/types/destination-tidepool-data.ts';
import { dataSetOf } from './data-set.ts';

const dataSet = (config: Partial<Config>) =>
  dataSetOf(
    { type: 'normal', deduplicator: 'd' },
    {
      config: { device_model: '', device_serial_number: '', timezone: '', ...config } as Config,
      version: '1.2.3',
    },
  );

it('a data set lists manufacturers and tags once, without blank ones, and no empty list', () => {
  const none = dataSet({ device_manufacturers: ['', ' '], device_tags: [] });
  expect([none.deviceManufacturers, none.deviceTags]).toEqual([undefined, undefined]);
  const some = dataSet({ device_manufacturers: ['A', '', 'A', 'B'], device_tags: ['cgm', 'cgm'] });
  expect([some.deviceManufacturers, some.deviceTags]).toEqual([['A', 'B'], ['cgm']]);
});
