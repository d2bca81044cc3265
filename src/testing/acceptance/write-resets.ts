import type { Case } from './case.ts';
import { assertArrived, assertEchoed, assertSucceeded } from './expect.ts';

/** Connections that break while a request is under way. */
export const resetCases: readonly Case[] = [
  ...(
    [
      ['reset', 'after', 'An answer that is lost on the way loses no record.'],
      ['reset-before', 'before', 'A connection that breaks before the provider took a record loses none.'],
    ] as const
  ).map(
    ([id, when, title]): Case => ({
      id: `failure.${id}`,
      title,
      why: 'The connector cannot know whether the provider took them, and has to make sure.',
      reference: 'RFC 9110 section 9.2.2',
      needs: ['provider'],
      async run(_subject, tools) {
        tools.probe.fault({ kind: 'reset', times: 1, when });
        const stream = tools.stream();
        const state = stream.state({ n: 1 }, { id: 1 });
        const end = await tools.write({ streams: [stream], input: [...stream.records(0, 5), state] });
        assertSucceeded(end);
        assertEchoed(end, [state]);
        assertArrived(tools.probe.arrived(), stream.keys(0, 5));
      },
    }),
  ),
];
