import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  DEVICES,
  device,
  event,
  HOW_OFTEN,
  minute,
  numbered,
  PATIENTS,
  patient,
  SHARED,
  seen,
  seenOf,
  TIMEOUT_MS,
} from './data.ts';
import type { Harness } from './harness.ts';
import { type Data, type Message, play, type Saving, withHarness } from './story.ts';
import { maxBodyBytes, trouble } from './trouble.ts';

/** Keys repeat: a stream that replaces is no upsert. */
const STREAMS = [
  { name: 'cbg', mode: 'overwrite', key: 'key' },
  { name: 'food', mode: 'overwrite' },
] as const;
const NAMES = STREAMS.map(({ name }) => name);

const CONFIG = { user_id_field: 'patient', allow_replace: true };

/** A record, which may be repeated unchanged, or with other content at the same time. */
const one = fc.record({
  stream: fc.constantFrom(...NAMES),
  patient,
  device,
  event,
  time: fc.nat(8),
  repeats: fc.boolean(),
  silence: fc.boolean(),
});

function recordsOf(
  all: readonly (typeof one extends fc.Arbitrary<infer T> ? T : never)[],
  from: number,
): Message[] {
  return all.flatMap(({ stream, patient, device, event, time, repeats, silence }, n): Message[] => {
    const data = {
      ...numbered(event(minute(time)), from + n),
      key: n % 3,
      patient: PATIENTS[patient],
      deviceId: DEVICES[device],
    };
    return repeats
      ? [
          { stream, data },
          { stream, data, silence },
        ]
      : [{ stream, data, silence }];
  });
}

const statesOf = (from: number): Message[] => NAMES.map((stream, at) => ({ stream, state: from + at }));

/** States, also between records; the last one may have records after it. */
function withStates(messages: readonly Message[], every: number, isEnded: boolean): Message[] {
  const between = messages.flatMap((message, n): Message[] =>
    n % every === every - 1 ? [message, { stream: message.stream, state: 10 + n }] : [message],
  );
  return isEnded ? [...between, ...statesOf(1)] : between;
}

const saving: fc.Arbitrary<Saving> = fc.record({
  diesAfter: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined, freq: 3 }),
  lost: fc.nat(3),
});

const dataOf = (messages: readonly Message[]): readonly Data[] =>
  messages.flatMap((message) => ('data' in message ? [message.data] : []));

const placeOf = ({ patient, deviceId }: Data): string => `${patient} ${deviceId}`;

const numbers = (data: readonly Data[]): string[] => [...new Set(data.flatMap(seenOf))].toSorted();

/** Returns the readable data of one device. */
const at = (harness: Harness, place: string): string[] =>
  harness.provider
    .visible(place.split(' ')[0]!)
    .filter(({ deviceId }) => deviceId === place.split(' ')[1])
    .flatMap((datum) => seenOf(datum))
    .toSorted();

it(
  'overwrite: with any faults and crashes, old data are kept until all new data replace them, once',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(one, { maxLength: 12 }),
        fc.array(one, { minLength: 1, maxLength: 25 }),
        fc.array(trouble, { minLength: 1, maxLength: 3 }),
        fc.array(saving, { maxLength: 4 }),
        fc.record({ every: fc.integer({ min: 1, max: 9 }), isEnded: fc.boolean() }),
        maxBodyBytes,
        async (before, after, troubles, states, { every, isEnded }, maxBodyBytes) => {
          const old = [...recordsOf(before, 1000), ...statesOf(100)];
          const messages = withStates(recordsOf(after, 0), every, isEnded);
          const oldData = dataOf(old);
          const newData = dataOf(messages);
          const replaced = new Set(newData.map(placeOf));
          const kept = oldData.filter((data) => !replaced.has(placeOf(data)));
          await withHarness({ ...SHARED, ...(maxBodyBytes && { maxBodyBytes }) }, async (harness) => {
            const story = { streams: STREAMS, config: CONFIG };
            await play(harness, { ...story, job: 811, messages: old, troubles: [] }, () => undefined);
            expect(seen(harness).toSorted()).toEqual(numbers(oldData));
            const closedBefore = closings(harness);
            const onState = (_: string, data: readonly Data[]): void => {
              const there = new Set(seen(harness));
              expect(numbers(data).filter((number) => !there.has(number))).toEqual([]);
            };
            await play(harness, { ...story, job: 812, messages, troubles, states }, onState, () => {
              const isUntouched = closings(harness) === closedBefore;
              for (const place of replaced) {
                const is = at(harness, place);
                const was = numbers(oldData.filter((data) => placeOf(data) === place));
                if (isUntouched) expect(is).toEqual(was);
              }
            });
            expect(seen(harness).toSorted()).toEqual(numbers([...kept, ...newData]));
          });
        },
      ),
      HOW_OFTEN,
    );
  },
  TIMEOUT_MS,
);

/** Counts requests that may have replaced data. */
const closings = ({ emulator }: Harness): number =>
  emulator.requests.filter(({ method }) => method === 'PUT').length;
