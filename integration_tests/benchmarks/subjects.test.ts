import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../src/emulator/mulberry32.ts';
import type { Dataset } from './dataset.ts';
import { add, nothing, sinkConnection } from './sink-connection.ts';
import type { Data, Send, Subject, Totals } from './subject.ts';
import { SUBJECTS, subjectOf } from './subjects.ts';

const COUNT = 2_345;

function recordsOf({ datasets }: Subject, dataset: Dataset, count = COUNT): Data[] {
  const random = mulberry32(1);
  return Array.from({ length: count }, (_, index) => datasets[dataset].records(index + 1, random) as Data);
}

/** Returns the totals of the minimal program's requests. */
async function totalsOf({ least, sink, basePath }: Subject, dataset: Dataset, records: Data[]) {
  const totals: Totals = nothing();
  let lastBody = '';
  const take = sinkConnection(sink, (response, carried) => {
    expect(response.status).toBeLessThan(300);
    add(totals, carried);
    lastBody = response.body ?? '';
  });
  const send: Send = ({ method, path, body = '' }, onResponse) => {
    const length = body === '' ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`;
    take(Buffer.from(`${method} ${basePath}${path} HTTP/1.1\r\n${length}\r\n${body}`));
    onResponse?.(lastBody);
  };
  const job = await least.start(send, dataset);
  for (const record of records) job.record(record);
  job.end();
  return totals;
}

describe('the connectors of the benchmark', () => {
  it('are connectors of the project', () => {
    for (const { name } of SUBJECTS) expect(readdirSync('connectors')).toContain(name);
  });

  it('are found by name', () => {
    expect(subjectOf('destination-tidepool-so').name).toBe('destination-tidepool-so');
    expect(() => subjectOf('destination-none')).toThrow('destination-none');
  });

  it.each(SUBJECTS)(
    'have a minimal program, each of whose records the sink counts once: $name',
    async (subject) => {
      for (const dataset of ['plain', 'mapped'] as const) {
        const totals = await totalsOf(subject, dataset, recordsOf(subject, dataset));
        expect(totals.records).toBe(COUNT);
      }
    },
  );

  it.each(SUBJECTS)(
    'have a payload that does not depend on how records are cut into requests: $name',
    async (subject) => {
      const records = recordsOf(subject, 'plain');
      const whole = await totalsOf(subject, 'plain', records);
      const halves = nothing();
      for (const half of [records.slice(0, 1_111), records.slice(1_111)])
        add(halves, await totalsOf(subject, 'plain', half));
      expect(subject.sink.payload(halves)).toBe(subject.sink.payload(whole));
    },
  );
});
