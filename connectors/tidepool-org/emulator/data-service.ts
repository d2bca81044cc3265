import type { EmulatedRequest, EmulatedResponse } from '@airbyte-ts/cdk/emulator';
import type { Accounts, Caller } from './accounts.ts';
import type { Call } from './call.ts';
import { deleteData, postData } from './data-routes.ts';
import { listSets, listSetsOlder, showSet } from './data-set-reading.ts';
import { closeSet, createSet, deleteSet, deleteUserData } from './data-set-routes.ts';
import { BrokeDown, type Interruptions } from './interruptions.ts';
import type { RowStore, SetStore, Work } from './model.ts';
import { answered, dataReply, internalFailure, Refused, type Reply } from './replies.ts';
import type { Task } from './task.ts';
import { goTime } from './text.ts';
import { InternalFailure } from './work.ts';

type Handler = (call: Call) => Reply | Task<Reply>;

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
  /** @throws Refused when the token is not valid. */
  authenticate(request: EmulatedRequest): Caller;
}

/** Handles a request for the service "data" of Tidepool's platform. Undefined for a path of another service. */
export function dataService({ accounts, rows, sets, interruptions, authenticate }: Parts) {
  return (request: EmulatedRequest): EmulatedResponse | undefined => {
    // The gateway removes the prefix before it routes the request.
    const path = request.path.replace(/^\/dataservices(?=\/)/, '');
    const now = goTime(request.wallAt);
    if (request.method === 'GET' && path === '/v1/time')
      return answered(request, dataReply(200, { time: now }));
    if (request.method === 'GET' && path !== request.path && path === '/status')
      return answered(request, { status: 200, body: { version: 'emulated' } });
    if (!path.startsWith('/v1/')) return undefined;
    const there = ROUTES.filter(([, pattern]) => pattern.test(path));
    const route = there.find(([method]) => method === request.method);
    if (!route) return answered(request, there.length > 0 ? wrongMethod : notFound);

    const [, pattern, handler] = route;
    const id = pattern.exec(path)?.[1] ?? '';
    const work: Work = { rows, sets, now };
    try {
      const call: Call = Object.assign(work, { request, id, accounts, caller: authenticate(request) });
      const done = handler(call);
      const reply = 'next' in done ? interruptions.carryOut(done, request.at) : done;
      return answered(request, { ...reply, effect: work.effect });
    } catch (thrown) {
      if (thrown instanceof BrokeDown && thrown.answer)
        return { ...thrown.answer, ...(work.effect && { effect: work.effect }) };
      return answered(request, { ...failureReply(thrown), effect: work.effect });
    }
  };
}

function failureReply(thrown: unknown): Reply {
  if (thrown instanceof Refused) return thrown.reply;
  if (thrown instanceof InternalFailure || thrown instanceof BrokeDown) return internalFailure;
  throw thrown;
}

const notFound: Reply = { status: 404, body: { Error: 'Resource not found' } };
const wrongMethod: Reply = { status: 405, body: { Error: 'Method not allowed' } };
