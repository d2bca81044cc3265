import type { DiscoveredOperation, Specification } from '../output-message.ts';
import type { SubjectObject } from '../subject.ts';
import { sampleRecord } from './sample.ts';

/** Returns the objects that `discover` offers, with made-up records that fit their schemas. */
export function discoveredObjects(operations: readonly DiscoveredOperation[]): SubjectObject[] {
  const names = [...new Set(operations.map(({ object_name: name }) => name))];
  return names.map((name) => {
    const offers = operations.filter(({ object_name: each }) => each === name);
    // Append is tried first.
    const offer = offers.find(({ sync_mode: mode }) => mode === 'append') ?? offers[0]!;
    const key = offers.find(({ matching_keys: keys }) => keys?.[0])?.matching_keys?.[0] ?? [];
    return {
      name,
      modes: [...new Set([offer, ...offers].map(({ sync_mode: mode }) => mode))],
      properties: (offer.json_schema.properties ?? {}) as Readonly<Record<string, object>>,
      primaryKey: key.map((column) => [column]),
      record: (i) => sampleRecord(offer.json_schema, key, i),
    };
  });
}

/** Returns an object for a destination without `discover`: a stream of a common table. */
export function anyObject(specification: Specification | undefined): SubjectObject {
  return {
    name: 'acceptance_records',
    stream: 'acceptance_records',
    modes: specification?.supported_destination_sync_modes ?? ['append'],
    properties: {
      id: { type: 'string' },
      name: { type: ['null', 'string'] },
      amount: { type: ['null', 'number'] },
      updated_at: { type: ['null', 'string'], format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
    },
    primaryKey: [['id']],
    record: (i) => ({
      key: `acceptance-${i}`,
      data: {
        id: `acceptance-${i}`,
        name: `Name ${i}`,
        amount: i + 0.5,
        updated_at: new Date(Date.UTC(2024, 0, 1) + i * 1000).toISOString(),
      },
    }),
  };
}
