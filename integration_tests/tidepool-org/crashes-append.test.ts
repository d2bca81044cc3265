import fc from 'fast-check';
import { expect, it } from 'vitest';
import { STRANGER_ID, USER_ID } from '../../connectors/tidepool-org/emulator/tidepool-org.ts';
import {
  DEVICES,
  device,
  event,
  HOW_OFTEN,
  minute,
  numbered,
  PATIENTS,
  patient,
  seen,
  seenOf,
  TIMEOUT_MS,
} from './data.ts';
import { type Data, type Message, play, withHarness } from './story.ts';
import { maxBodyBytes, trouble } from './trouble.ts';

const STREAMS = ['cbg', 'food'] as const;

/** Records of one event: sent once or repeatedly, or several that Tidepool can't distinguish. */
const group = fc.record({
  stream: fc.constantFrom(...STREAMS),
  patient,
  device,
  event,
  copies: fc.array(fc.boolean(), { maxLength: 2 }),
  endsWithState: fc.boolean(),
  silence: fc.boolean(),
});

function messagesOf(groups: readonly (typeof group extends fc.Arbitrary<infer G> ? G : never)[]): Message[] {
  let n = 0;
  return groups.flatMap(({ stream, patient, device, event, copies, endsWithState, silence }, at) => {
    const make = (): Data => ({
      ...numbered(event(minute(at)), n++),
      patient: PATIENTS[patient],
      deviceId: DEVICES[device],
    });
    const all = [make()];
    for (const isRepeat of copies) all.push(isRepeat ? all.at(-1)! : make());
    const data = all.map((one): Message => ({ stream, data: one, silence: silence && one === all.at(-1) }));
    return endsWithState || at >= groups.length - 2 ? [...data, { stream, state: at + 1 }] : data;
  });
}

it(
  'append: with any faults and crashes, no state is early and at the end each event is stored once',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(group, { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        fc.array(trouble, { minLength: 1, maxLength: 3 }),
        maxBodyBytes,
        async (groups, size, mayRead, troubles, maxBodyBytes) => {
          const messages = messagesOf(groups);
          const all = messages.flatMap((message) => ('data' in message ? [message.data] : []));
          const may: readonly ('upload' | 'view')[] = mayRead ? ['upload', 'view'] : ['upload'];
          const permissions = [{ on: STRANGER_ID, to: USER_ID, may: [...may] }];
          await withHarness({ permissions, ...(maxBodyBytes && { maxBodyBytes }) }, async (harness) => {
            const streams = STREAMS.map((name) => ({ name }));
            const config = { user_id_field: 'patient', records_per_data_set: size };
            await play(harness, { streams, messages, config, troubles }, (_, before) => {
              const there = new Set(seen(harness));
              expect(numbersOf(before).filter((one) => !there.has(one))).toEqual([]);
            });
            expect(seen(harness).toSorted()).toEqual(numbersOf(all).toSorted());
          });
        },
      ),
      HOW_OFTEN,
    );
  },
  TIMEOUT_MS,
);

const numbersOf = (data: readonly Data[]): string[] => [...new Set(data.flatMap(seenOf))];
