import { broken } from './faults.ts';
import { Failure } from './output.ts';

export interface Catalog {
  readonly streams: readonly {
    readonly stream: { readonly name: string; readonly json_schema?: { readonly properties?: object } };
    readonly destination_sync_mode: string;
    readonly destination_object_name?: string;
    readonly generation_id?: number;
    readonly include_files?: boolean;
  }[];
}

const MODES = ['append', 'append_dedup', 'overwrite'];

/** Throws unless every stream of the catalog is possible. Called before anything is sent. */
export function assertPossible(catalog: Catalog): void {
  if (!Array.isArray(catalog.streams)) throw new Failure('The catalog has no streams.');
  if (broken('takes-any-catalog')) return;
  for (const each of catalog.streams) {
    const { name } = each.stream;
    // The subject's streams have this name, or name their object.
    if (broken('wants-objects') && name !== 'rows' && each.destination_object_name === undefined)
      throw new Failure(`The stream ${name} is not mapped to an object.`, name);
    const object = each.destination_object_name ?? 'row';
    const problem = each.include_files
      ? 'has files, which this destination does not take'
      : object !== 'row'
        ? `is mapped to ${object}; there is only row`
        : !MODES.includes(each.destination_sync_mode)
          ? `asks for ${each.destination_sync_mode}, which is not offered`
          : undefined;
    if (problem) throw new Failure(`The stream ${name} ${problem}.`, name);
  }
}
