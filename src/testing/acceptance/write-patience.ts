import assert from 'node:assert/strict';
import type { Case } from './case.ts';
import { assertArrivedOnce, assertFailed, assertWrites, stateLines } from './expect.ts';

/** Waits that a provider asks for. */
export const patienceCases: readonly Case[] = [
  {
    id: 'failure.rate-limit-date',
    title: 'Retry-After may be a date.',
    why: 'Retry-After is a number of seconds or a date; a connector that reads only numbers repeats the request at once.',
    reference: 'RFC 9110 section 10.2.3',
    needs: ['provider'],
    async run(_subject, tools) {
      // A date has whole seconds: between two and three from now.
      const moment = Math.ceil(Date.now() / 1000) * 1000 + 2000;
      const retryAfter = new Date(moment).toUTCString();
      tools.probe.fault({ kind: 'status', status: 429, times: 1, retryAfter });
      const stream = tools.stream();
      await assertWrites(tools, { streams: [stream], input: stream.records(0, 5) });
      assert.ok(Date.now() >= moment - 50, 'a request was sent before the end of Retry-After');
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 5));
    },
  },
  {
    id: 'failure.long-wait',
    title: 'A provider that asks to wait for ten hours ends the sync with a transient_error.',
    why: 'Such a wait blocks the source, and the platform kills both; it can run the sync again later.',
    reference: 'airbyte-platform DestinationTimeoutMonitor.kt: 24 h and 2 h; FailureHelper.kt',
    needs: ['provider'],
    isOnConnectorClock: true,
    async run(_subject, tools) {
      tools.probe.fault({ kind: 'status', status: 429, retryAfter: '36000' });
      const stream = tools.stream();
      const input = [...stream.records(0, 5), stream.state({ n: 1 }, { id: 1 })];
      const end = await tools.write({ streams: [stream], input }, { timeoutMs: tools.limit(60_000) });
      assertFailed(end, { type: 'transient_error' });
      assert.deepEqual(stateLines(end), [], 'a state was emitted for records that did not arrive');
    },
  },
];
