import assert from 'node:assert/strict';
import type { Case } from './case.ts';
import { assertArrivedOnce, assertFailed, assertSucceeded, stateLines } from './expect.ts';

/** How long a provider may keep a connector waiting. */
export const patienceCases: readonly Case[] = [
  {
    id: 'failure.rate-limit-date',
    title: 'A provider may name the moment from which it answers again, too.',
    why: 'Retry-After is a number of seconds or a date; who reads numbers only asks again at once.',
    reference: 'RFC 9110 section 10.2.3',
    needs: ['provider'],
    async run(_subject, tools) {
      // A date has whole seconds: between two and three from now.
      const moment = Math.ceil(Date.now() / 1000) * 1000 + 2000;
      const retryAfter = new Date(moment).toUTCString();
      tools.probe.fault({ kind: 'status', status: 429, times: 1, retryAfter });
      const stream = tools.stream();
      const end = await tools.write({ streams: [stream], input: stream.records(0, 5) });
      assertSucceeded(end);
      assert.ok(Date.now() >= moment - 50, 'the provider was asked again before its Retry-After');
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 5));
    },
  },
  {
    id: 'failure.long-wait',
    title: 'A provider that asks for ten hours of patience ends the sync with a transient_error.',
    why: 'Waiting that long blocks the source, and the platform kills both; it can try again later by itself.',
    reference: 'airbyte-platform DestinationTimeoutMonitor.kt: 24 h and 2 h; FailureHelper.kt',
    needs: ['provider'],
    isOnConnectorClock: true,
    async run(_subject, tools) {
      tools.probe.fault({ kind: 'status', status: 429, retryAfter: '36000' });
      const stream = tools.stream();
      const input = [...stream.records(0, 5), stream.state({ n: 1 }, { id: 1 })];
      const end = await tools.write({ streams: [stream], input }, { timeoutMs: tools.limit(60_000) });
      assertFailed(end, { type: 'transient_error' });
      assert.deepEqual(stateLines(end), [], 'a state was said for records that did not arrive');
    },
  },
];
