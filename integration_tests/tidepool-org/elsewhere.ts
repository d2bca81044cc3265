import { DEVICE_ID, SESSION_TOKEN, USER_ID } from '../../connectors/tidepool-org/emulator/tidepool-org.ts';
import type { EmulatedRequest } from '../../src/emulator/provider.ts';
import type { Harness } from './harness.ts';

/** Runs another client's request with the same account, immediately. Returns the body of the response. */
export function ask({ provider, clock }: Harness, target: string, body: unknown): unknown {
  const [method = '', path = ''] = target.split(' ');
  const request: EmulatedRequest = {
    ...{ number: 0, method, path, search: '', query: new URLSearchParams() },
    headers: { 'x-tidepool-session-token': SESSION_TOKEN },
    body: Buffer.from(JSON.stringify(body)),
    ...{ at: clock.monotonic(), wallAt: clock.wall() },
  };
  const response = provider.handle(request);
  if (response.status >= 300) throw new Error(`${target}: ${response.status} ${String(response.body)}`);
  return JSON.parse(String(response.body)) as unknown;
}

const NAMES = {
  normal: 'device.truncate.dataset',
  continuous: 'dataset.delete.origin',
};

/** Creates a data set like an earlier attempt that still runs. Returns its id. */
export function makeDataSet(harness: Harness, dataSetType: keyof typeof NAMES): string {
  const made = ask(harness, `POST /v1/users/${USER_ID}/data_sets`, {
    client: { name: 'io.github.airbyte-ts.destination-tidepool-data', version: '0.1.0' },
    deduplicator: { name: `org.tidepool.deduplicator.${NAMES[dataSetType]}` },
    ...{ dataSetType, ...(dataSetType === 'normal' && { deviceId: DEVICE_ID }) },
  }) as { readonly data: { readonly uploadId: string } };
  return made.data.uploadId;
}
