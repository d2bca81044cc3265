import { isObject } from '@airbyte-ts/cdk';
import type { Call } from './call.ts';
import { jsonOf, openSet } from './data-set-routes.ts';
import type { DataSet, Row } from './model.ts';
import { dataResponse, malformedJson, RejectedRequest, type ServiceResponse } from './responses.ts';
import { originIdOf } from './rows.ts';
import type { Task } from './task.ts';
import { newId } from './text.ts';
import { errorBody, validateData } from './validation.ts';
import { InternalFailure } from './work.ts';

/** Maximum bytes of one document of the database. */
const MAX_DATUM_BYTES = 16 * 1024 * 1024;

/** POST of data: stores all if all are valid, else none. */
export function* postData(call: Call): Task<ServiceResponse> {
  const set = openSet(call);
  const elements = jsonOf(call);
  if (!Array.isArray(elements)) throw new RejectedRequest(malformedJson);
  const validated = validateData(elements, set, newId);
  if (!validated.ok) return { status: 400, body: errorBody(validated.errors) };
  if (!set.deduplicator) throw new InternalFailure('deduplicator not found');
  if (call.request.body.length > MAX_DATUM_BYTES && validated.data.some(isTooLarge))
    throw new InternalFailure('document is too large');
  yield* set.deduplicator.insert(call, set, validated.data);
  yield { step: 'insert:done' };
  return dataResponse(200, []);
}

const isTooLarge = (datum: unknown): boolean => Buffer.byteLength(JSON.stringify(datum)) > MAX_DATUM_BYTES;

/** DELETE of selected data of an open set. */
export function* deleteData(call: Call): Task<ServiceResponse> {
  const set = openSet(call);
  const chosen = selected(call, set);
  if (!set.deduplicator) throw new InternalFailure('deduplicator not found');
  call.effect = { what: 'deleted', rows: set.deduplicator.deleteRows(call, chosen) };
  yield { step: 'delete:done' };
  return dataResponse(200, []);
}

/** Returns the rows that the selectors of the body select. Any error in the selectors is a 500. */
function selected(call: Call, set: DataSet): readonly Row[] {
  const selectors = jsonOf(call);
  if (!Array.isArray(selectors) || selectors.length === 0)
    throw new InternalFailure('unable to parse selectors');
  const all = selectors.map(selectorOf);
  const kind = all[0]?.kind;
  if (all.some((one) => one.kind !== kind)) throw new InternalFailure('selectors of more than one kind');
  const values = new Set(all.map(({ value }) => value));
  switch (kind) {
    case 'origin':
      return [...values].flatMap((id) => call.rows.byOrigin(set, id));
    case 'hash':
      return [...values].flatMap((hash) => call.rows.byHash(hash).filter((row) => row.set === set));
    default:
      return call.rows.ofSet(set).filter(({ datum }) => values.has(datum.id as string));
  }
}

interface Selector {
  readonly kind: 'id' | 'origin' | 'hash';
  readonly value: string;
}

function selectorOf(input: unknown): Selector {
  if (isObject(input) && Object.keys(input).length === 1) {
    const { id, origin, deduplicator } = input;
    if (typeof id === 'string' && /^[0-9a-z]{32}$/.test(id)) return { kind: 'id', value: id };
    const originId = isObject(origin) ? originIdOf({ origin }) : undefined;
    if (originId) return { kind: 'origin', value: originId };
    const hash = isObject(deduplicator) ? deduplicator.hash : undefined;
    if (typeof hash === 'string' && hash !== '') return { kind: 'hash', value: hash };
  }
  throw new InternalFailure('unable to parse selectors');
}
