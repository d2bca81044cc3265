import { isObject } from '@airbyte-ts/cdk';
import type { Call } from './call.ts';
import { deduplicatorNamed, descriptorOf } from './deduplicators.ts';
import type { DataSet } from './model.ts';
import {
  closedSet,
  dataResponse,
  malformedJson,
  RejectedRequest,
  type ServiceResponse,
  unauthorized,
  unknownSet,
} from './responses.ts';
import { isContinuous } from './sets.ts';
import { rowByRow, type Task } from './task.ts';
import { newId } from './text.ts';
import { errorBody, validateDataSet } from './validation.ts';
import { InternalFailure } from './work.ts';

/** POST of a data set. The set is stored before its deduplicator is validated. */
export function* createSet(call: Call): Task<ServiceResponse> {
  const { id: userId, caller, accounts, sets, now } = call;
  if (!accounts.may(caller, userId, 'upload')) throw new RejectedRequest(unauthorized);
  const body = jsonOf(call);
  if (!isObject(body)) throw new RejectedRequest(malformedJson);
  const validated = validateDataSet(body, newId);
  if (!validated.ok) return { status: 400, body: errorBody(validated.errors) };
  const [input = {}] = validated.data;
  const by = caller.kind === 'user' ? { createdUserId: caller.userId, byUser: caller.userId } : {};
  const data = { time: now, ...input, createdTime: now, modifiedTime: now, ...by };
  const uploadId = String(input.uploadId ?? input.id);
  const set = sets.add({ userId, uploadId, data, state: 'open', active: false });
  if (!set) throw new InternalFailure('data set id exists');

  const deduplicator = deduplicatorNamed((input.deduplicator as { name?: unknown } | undefined)?.name);
  if (!deduplicator) throw new InternalFailure('deduplicator not found');
  set.deduplicator = deduplicator;
  set.data.deduplicator = descriptorOf(deduplicator);
  set.active = isContinuous(set);
  call.effect = { what: 'created', rows: 0 };
  yield { step: 'create:done' };
  return dataResponse(201, set.data);
}

/** PUT of a data set: closes it. The content of the body has no effect. */
export function* closeSet(call: Call): Task<ServiceResponse> {
  const { rows, now } = call;
  const set = openSet(call);
  if (isContinuous(set) && call.caller.kind === 'user') throw new RejectedRequest(unauthorized);
  // Only a service can leave a continuous set open while it changes it.
  if (isContinuous(set) && (jsonOf(call) as { state?: unknown } | null)?.state !== 'closed')
    return dataResponse(200, set.data);

  set.state = 'closed';
  set.data.modifiedTime = now;
  yield { step: 'close:state' };
  if (!set.deduplicator) throw new InternalFailure('deduplicator not found');
  set.deduplicator.archiveOthers?.(call, set);
  yield { step: 'close:archive' };
  if (!isContinuous(set)) {
    set.active = true;
    yield { step: 'close:activate-set' };
    const hidden = rows.ofSet(set).filter((row) => !row.active && row.deletedTime === undefined);
    yield* rowByRow('close:activate-rows', hidden, (row, index) => {
      rows.change(row, { active: true, archivedTime: undefined, archivedDataSetId: undefined });
      call.effect = { what: 'activated', rows: index + 1 };
    });
  }
  yield { step: 'close:done' };
  return dataResponse(200, set.data);
}

/** DELETE of a data set. Its record is kept, and an open set stays open. */
export function* deleteSet(call: Call): Task<ServiceResponse> {
  const { caller, accounts, rows, now } = call;
  const set = knownSet(call);
  const own = caller.kind === 'user' && set.data.byUser === caller.userId;
  const allowed =
    accounts.may(caller, set.userId, 'root', 'custodian') ||
    (own && accounts.may(caller, set.userId, 'upload'));
  if (!allowed) throw new RejectedRequest(unauthorized);
  set.deduplicator?.restoreOthers?.(call, set);
  const removed = rows.ofSet(set);
  for (const row of removed) rows.remove(row);
  set.data.deletedTime = now;
  set.data.modifiedTime = now;
  call.effect = { what: 'deleted', rows: removed.length };
  yield { step: 'delete-set:done' };
  return dataResponse(200, {});
}

/** DELETE of all data of a user; only services may do this. */
export function deleteUserData({ caller, id: userId, sets, rows, now }: Call): ServiceResponse {
  if (caller.kind === 'user') throw new RejectedRequest(unauthorized);
  for (const set of sets.ofUser(userId)) {
    for (const row of rows.ofSet(set)) rows.remove(row);
    set.data.deletedTime ??= now;
  }
  return dataResponse(200, {});
}

/** Returns the set in the path, without a check of the caller. @throws RejectedRequest */
function knownSet({ sets, id }: Call): DataSet {
  const set = sets.byId(id);
  if (!set) throw new RejectedRequest(unknownSet(id));
  return set;
}

/** Returns the set if the caller may write to it and it is open. @throws RejectedRequest */
export function openSet(call: Call): DataSet {
  const set = knownSet(call);
  if (!call.accounts.may(call.caller, set.userId, 'upload')) throw new RejectedRequest(unauthorized);
  if (set.state === 'closed') throw new RejectedRequest(closedSet(set.uploadId));
  return set;
}

/** Positions at which a number beyond 64 bits may occur. */
const MAY_OVERFLOW = /\d[eE]\+?\d{3}|\d{309}/;

/**
 * Parses the body. Its Content-Type is ignored.
 * @throws RejectedRequest when it is not JSON as Go reads it; a compressed one is not.
 */
export function jsonOf({ request }: Call): unknown {
  const text = request.body.toString('utf8');
  try {
    if (!MAY_OVERFLOW.test(text)) return JSON.parse(text);
    return JSON.parse(text, (_name, value: unknown) => {
      if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
        throw new RangeError('a number overflows');
      return value;
    });
  } catch {
    throw new RejectedRequest(malformedJson);
  }
}
