import { describe, expect, it } from 'vitest';
import { DEFINITIONS, type Delivered, deliver, type Json } from './delivery.ts';
import { type Example, examplesOf } from './page.ts';

/** Minimum number of cases on each connector's page. */
const LEAST = 12;

describe.each(DEFINITIONS.map((definition) => ({ name: definition.name, definition })))(
  'the table of source values on the page of $name',
  ({ name, definition }) => {
    const { common, examples } = examplesOf(name);

    it(`has at least ${LEAST} cases`, () => {
      expect(examples.length).toBeGreaterThanOrEqual(LEAST);
    });

    it('has no column in which an object with members named like methods fails the sync', async () => {
      const columns = new Set(
        examples.flatMap(({ syncs }) => syncs.flat().flatMap((each) => Object.keys(each))),
      );
      const settings = new Map(
        examples.map((each) => [JSON.stringify([each.settings, each.syncMode]), each]),
      );
      for (const { settings: own, syncMode } of settings.values()) {
        const odd = [{ toString: 1, valueOf: 1 }, [{ toString: 1 }]];
        const records = [...columns, ...Object.keys(common.record)].flatMap((column) =>
          odd.map((value) => ({ ...common.record, [column]: value })),
        );
        const { error } = await deliver(definition, {
          stream: common.stream,
          columns: Object.keys(common.record),
          primaryKey: common.primary_key,
          syncMode,
          settings: { ...common.settings, ...own, max_rejected_percent: 100 },
          records,
        });
        expect(error, JSON.stringify([own, syncMode])).toBeUndefined();
      }
    });

    it.each(examples.map((example) => [example.title, example] as const))(
      'states the result: %s',
      async (_, example) => {
        expect(example.syncs.length).toBeGreaterThan(0);
        for (const columns of example.syncs) {
          const delivered = await deliver(definition, {
            stream: common.stream,
            columns: Object.keys(common.record),
            primaryKey: common.primary_key,
            syncMode: example.syncMode,
            settings: { ...common.settings, ...example.settings },
            records: columns.map((more) => ({ ...common.record, ...more })),
          });
          verify(example, delivered, JSON.stringify(columns));
        }
      },
    );
  },
);

function verify({ outcome, rows, reason }: Example, delivered: Delivered, of: string): void {
  const { sent, deletions, rejected, error } = delivered;
  expect(error, of).toBeUndefined();
  expect(
    rejected.map((each) => each.reason),
    of,
  ).toEqual(outcome === 'Rejected' ? [reason] : []);
  expect(sent.length, of).toBe(rows.length);
  for (const [at, row] of rows.entries()) expectMembers(sent[at]!, row, of);
  expect(deletions > 0, of).toBe(outcome === 'Deleted');
  expect(['Sent', 'Rejected', 'Skipped', 'Deleted'], of).toContain(outcome);
}

/** `null` means that the member is not sent. */
function expectMembers(sent: Json, members: Json, of: string): void {
  for (const [name, value] of Object.entries(members)) {
    if (value === null) expect(Object.keys(sent), of).not.toContain(name);
    else expect(sent[name], `${name} of ${of}`).toEqual(value);
  }
}
