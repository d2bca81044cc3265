import type { Call } from './call.ts';
import { knownParameters } from './list-query.ts';
import {
  bareError,
  bareUnauthorized,
  dataResponse,
  RejectedRequest,
  type ServiceResponse,
  unauthorized,
} from './responses.ts';
import { isDeleted } from './sets.ts';
import type { Datum } from './validation.ts';

/** GET of `data_sets`: the bare list. */
export function listSets(call: Call): ServiceResponse {
  if (!call.accounts.may(call.caller, call.id, 'custodian', 'upload', 'view'))
    throw new RejectedRequest(bareUnauthorized);
  return { status: 200, body: listed(call) };
}

/** GET of `datasets`: the same list in `data`, for users with the permission to view. */
export function listSetsOlder(call: Call): ServiceResponse {
  if (!call.accounts.may(call.caller, call.id, 'view')) throw new RejectedRequest(unauthorized);
  return dataResponse(200, listed(call));
}

/** GET of one data set. A deleted one is returned to its owner only. */
export function showSet({ sets, id, caller }: Call): ServiceResponse {
  const set = sets.byId(id);
  if (!set)
    throw new RejectedRequest(
      bareError(404, 'resource-not-found', 'resource not found', `resource with id "${id}" not found`),
    );
  if (caller.kind === 'user' && caller.userId !== set.userId) throw new RejectedRequest(bareUnauthorized);
  return { status: 200, body: set.data };
}

/** Newest first. Normal sets are listed only after they are closed. */
function listed({ sets, id: userId, request }: Call): readonly Datum[] {
  const { clientName, deviceId, deleted, page, size } = knownParameters(request.query);
  return sets
    .ofUser(userId, deviceId)
    .filter((set) => set.active && (deleted || !isDeleted(set)))
    .filter(({ data }) => clientName === undefined || (data.client as Datum | undefined)?.name === clientName)
    .slice(page * size, (page + 1) * size)
    .map((set) => set.data);
}
