import type { Case } from './case.ts';
import { assertArrived, assertEchoed, assertWrites } from './expect.ts';

/** Connections that break during a request. */
export const resetCases: readonly Case[] = [
  ...(
    [
      ['reset', 'after', 'A lost response does not lose a record.'],
      [
        'reset-before',
        'before',
        'A connection that breaks before the provider received a record does not lose it.',
      ],
    ] as const
  ).map(
    ([id, when, title]): Case => ({
      id: `failure.${id}`,
      title,
      why: 'The connector cannot know whether the provider stored the records, and has to make sure.',
      reference: 'RFC 9110 section 9.2.2',
      needs: ['provider'],
      isOnConnectorClock: true,
      async run(_subject, tools) {
        tools.probe.fault({ kind: 'reset', times: 1, when });
        const stream = tools.stream();
        const state = stream.state({ n: 1 }, { id: 1 });
        const end = await assertWrites(tools, { streams: [stream], input: [...stream.records(0, 5), state] });
        assertEchoed(end, [state]);
        assertArrived(tools.probe.arrived(), stream.keys(0, 5));
      },
    }),
  ),
];
