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
import { type Data, type Message, play, withHarness } from './story.ts';
import { maxBodyBytes, trouble } from './trouble.ts';

const STREAMS = [
  { name: 'cbg', mode: 'append_dedup', key: 'key' },
  { name: 'wizard', mode: 'append_dedup', key: 'key' },
] as const;

/** The object of a key: always the same event of the same patient, in changing versions. */
const thing = fc.record({ stream: fc.constantFrom('cbg', 'wizard'), patient, device, event });

const change = fc.record({
  key: fc.nat(5),
  /** A version without embedded data, or a deletion. */
  how: fc.constantFrom('whole' as const, 'whole' as const, 'bare' as const, 'deleted' as const),
  endsWithState: fc.boolean(),
  silence: fc.boolean(),
});

type Thing = typeof thing extends fc.Arbitrary<infer T> ? T : never;
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function messagesOf(things: readonly Thing[], changes: readonly Change[]): Message[] {
  const sent = changes.flatMap(({ key, how, endsWithState, silence }, n): Message[] => {
    const { stream, patient, device, event } = things[key]!;
    const columns = { key, patient: PATIENTS[patient] };
    const { bolus: _, status: __, ...bare } = numbered(event(minute(key)), n);
    const version = how === 'whole' ? numbered(event(minute(key)), n) : bare;
    const data: Data =
      how === 'deleted'
        ? { ...columns, _ab_cdc_deleted_at: '2024-02-01T00:00:00Z' }
        : { ...columns, deviceId: DEVICES[device], ...version };
    return [{ stream, data, silence }, ...(endsWithState ? [{ stream, state: n + 1 }] : [])];
  });
  return [...sent, ...STREAMS.map(({ name }, at) => ({ stream: name, state: 1000 + at }))];
}

/** Returns the newest version of each key of a stream, by its numbers; none for a deleted key. */
function newest(data: readonly Data[]): Map<unknown, Data> {
  return new Map(data.map((one) => [one.key, one]));
}

it(
  'append + deduped: with any faults and crashes, each state covers readable records, and at the end the newest version of each key is stored once',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(thing, { minLength: 6, maxLength: 6 }),
        fc.array(change, { minLength: 1, maxLength: 40 }),
        fc.array(trouble, { minLength: 1, maxLength: 3 }),
        maxBodyBytes,
        async (things, changes, troubles, maxBodyBytes) => {
          const messages = messagesOf(things, changes);
          const all = messages.flatMap((message) => ('data' in message ? [message.data] : []));
          await withHarness({ ...SHARED, ...(maxBodyBytes && { maxBodyBytes }) }, async (harness) => {
            const config = { user_id_field: 'patient' };
            await play(harness, { streams: STREAMS, messages, config, troubles }, (stream, before) => {
              const there = new Set(seen(harness));
              const later = all.filter((one) => things[one.key as number]!.stream === stream);
              for (const [key, data] of newest(before)) {
                // A later version is correct too.
                const good = later.slice(later.indexOf(data)).filter((one) => one.key === key);
                expect(good.some((one) => seenOf(one).every((number) => there.has(number)))).toBe(true);
              }
            });
            const expected = [...newest(all).values()].flatMap(seenOf);
            expect(seen(harness).toSorted()).toEqual(expected.toSorted());
          });
        },
      ),
      HOW_OFTEN,
    );
  },
  TIMEOUT_MS,
);
