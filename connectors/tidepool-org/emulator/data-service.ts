import type { EmulatedRequest, EmulatedResponse } from '@airbyte-ts/cdk/emulator';
import type { Accounts, Caller } from './accounts.ts';
import type { Call } from './call.ts';
import { deleteData, postData } from './data-routes.ts';
import { listSets, listSetsOlder, showSet } from './data-set-reading.ts';
import { closeSet, createSet, deleteSet, deleteUserData } from './data-set-routes.ts';
import { Interrupted, type Interruptions } from './interruptions.ts';
import type { RowStore, SetStore, Work } from './model.ts';
import {
  dataResponse,
  internalFailure,
  RejectedRequest,
  type ServiceResponse,
  serialize,
} from './responses.ts';
import type { Task } from './task.ts';
import { goTime } from './text.ts';
import { InternalFailure } from './work.ts';

type Handler = (call: Call) => ServiceResponse | Task<ServiceResponse>;

/** Both spellings of a path where the service has both; some routes have only one. */
const ROUTES: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
  ['POST', /^\/v1\/users\/([^/]+)\/(?:data_sets|datasets)$/, createSet],
  ['GET', /^\/v1\/users\/([^/]+)\/data_sets$/, listSets],
  ['GET', /^\/v1\/users\/([^/]+)\/datasets$/, listSetsOlder],
  ['GET', /^\/v1\/data_sets\/([^/]+)$/, showSet],
  ['PUT', /^\/v1\/(?:data_sets|datasets)\/([^/]+)$/, closeSet],
  ['DELETE', /^\/v1\/(?:data_sets|datasets)\/([^/]+)$/, deleteSet],
  ['POST', /^\/v1\/(?:data_sets|datasets)\/([^/]+)\/data$/, postData],
  ['DELETE', /^\/v1\/data_sets\/([^/]+)\/data$/, deleteData],
  ['DELETE', /^\/v1\/users\/([^/]+)\/data$/, deleteUserData],
];

interface Parts {
  readonly accounts: Accounts;
  readonly rows: RowStore;
  readonly sets: SetStore;
  readonly interruptions: Interruptions;
  /** @throws RejectedRequest when the token is not valid. */
  authenticate(request: EmulatedRequest): Caller;
}

/** Handles a request for the service "data" of Tidepool's platform. Undefined for a path of another service. */
export function dataService({ accounts, rows, sets, interruptions, authenticate }: Parts) {
  return (request: EmulatedRequest): EmulatedResponse | undefined => {
    // The gateway removes the prefix before it routes the request.
    const path = request.path.replace(/^\/dataservices(?=\/)/, '');
    const now = goTime(request.wallAt);
    if (request.method === 'GET' && path === '/v1/time')
      return serialize(request, dataResponse(200, { time: now }));
    if (request.method === 'GET' && path !== request.path && path === '/status')
      return serialize(request, { status: 200, body: { version: 'emulated' } });
    if (!path.startsWith('/v1/')) return undefined;
    const there = ROUTES.filter(([, pattern]) => pattern.test(path));
    const route = there.find(([method]) => method === request.method);
    if (!route) return serialize(request, there.length > 0 ? wrongMethod : notFound);

    const [, pattern, handler] = route;
    const id = pattern.exec(path)?.[1] ?? '';
    const work: Work = { rows, sets, now };
    try {
      const call: Call = Object.assign(work, { request, id, accounts, caller: authenticate(request) });
      const done = handler(call);
      const response = 'next' in done ? interruptions.carryOut(done, request.at) : done;
      return serialize(request, { ...response, effect: work.effect });
    } catch (thrown) {
      if (thrown instanceof Interrupted && thrown.response)
        return { ...thrown.response, ...(work.effect && { effect: work.effect }) };
      return serialize(request, { ...failureResponse(thrown), effect: work.effect });
    }
  };
}

function failureResponse(thrown: unknown): ServiceResponse {
  if (thrown instanceof RejectedRequest) return thrown.response;
  if (thrown instanceof InternalFailure || thrown instanceof Interrupted) return internalFailure;
  throw thrown;
}

const notFound: ServiceResponse = { status: 404, body: { Error: 'Resource not found' } };
const wrongMethod: ServiceResponse = { status: 405, body: { Error: 'Method not allowed' } };
