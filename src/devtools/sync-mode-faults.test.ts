import { expect, it } from 'vitest';
import { syncModeFaults } from './sync-mode-faults.ts';

const offer = (object_name: string, sync_mode: string) => ({ object_name, sync_mode });
const listing = (...supported_destination_sync_modes: ('append' | 'append_dedup' | 'overwrite')[]) =>
  ({ spec: { supported_destination_sync_modes, connectionSpecification: {} } }) as never;

it('a mode of operations that the specification does not list is a fault, which names the objects', () => {
  const faults = syncModeFaults(listing('append'), [
    ...[offer('a', 'append'), offer('a', 'append_dedup'), offer('b', 'append_dedup')],
  ]);
  expect(faults.map(({ message }) => message)).toEqual([
    expect.stringContaining('"a" and "b" can be written in append_dedup, which no user can choose'),
  ]);
});

it('a listed mode without an operation is a fault, unless more operations may exist', () => {
  const definition = listing('append', 'overwrite') as object;
  const offers = [offer('a', 'append')];
  expect(syncModeFaults(definition as never, offers)).toMatchObject([{ rule: 'operation-sync-modes' }]);
  for (const member of ['fetchOperations', 'operationsFor', 'syncModeHint'])
    expect(syncModeFaults({ ...definition, [member]: () => undefined } as never, offers)).toEqual([]);
});
