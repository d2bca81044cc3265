import {
  apiKeyCheck,
  apiKeyOptions,
  type EmulatedProvider,
  type EmulatedRequest,
  type EmulatedResponse,
  jsonResponse,
} from '@airbyte-ts/cdk/emulator';
import { z } from 'zod';

/** Options of the emulator: keys, and the most contacts of one request. */
const options = z.strictObject({ ...apiKeyOptions, maxContacts: z.int().min(1).default(100) });

export type MyApiOptions = z.input<typeof options>;

const contact = z.object({ id: z.string().min(1), name: z.string().min(1), email: z.string().optional() });

export type Contact = z.output<typeof contact>;

export interface MyApi extends EmulatedProvider {
  /** The contacts that a user sees, by id. */
  readonly contacts: ReadonlyMap<string, Contact>;
}

/** Emulates My API: `GET /v1/me` and `POST /v1/contacts`. Replace it by the endpoints of your API. */
export function myApi(given: MyApiOptions = {}): MyApi {
  const { maxContacts, ...keys } = options.parse(given);
  const statusOf = apiKeyCheck(keys);
  const contacts = new Map<string, Contact>();

  function handle(request: EmulatedRequest, accepted = Number.POSITIVE_INFINITY): EmulatedResponse {
    const status = statusOf(/^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1]);
    if (status !== 200) return jsonResponse(status, { message: 'The key is not valid for this request.' });
    if (request.method === 'GET' && request.path === '/v1/me') return jsonResponse(200, { name: 'emulator' });
    if (request.method !== 'POST' || request.path !== '/v1/contacts')
      return jsonResponse(404, { message: 'There is no such route.' });
    const rows = rowsOf(request.body);
    if (rows === undefined) return jsonResponse(400, { message: 'The body is not a JSON array.' });
    if (rows.length > maxContacts) return jsonResponse(413, { message: `At most ${maxContacts} contacts.` });
    let stored = 0;
    const results = rows.slice(0, accepted).map((row) => {
      const parsed = contact.safeParse(row);
      if (!parsed.success) return { status: 422, message: 'id and name must be texts.' };
      if (parsed.data.email !== undefined && !parsed.data.email.includes('@'))
        return { status: 422, message: 'email must be an address.' };
      contacts.set(parsed.data.id, parsed.data);
      stored++;
      return { status: 201 };
    });
    return { ...jsonResponse(207, { results }), effect: { what: 'stored', rows: stored } };
  }

  return {
    name: 'My API',
    contacts,
    get stored() {
      return contacts.size;
    },
    handle: (request) => handle(request),
    handlePartially: (request, rows) => handle(request, rows),
  };
}

function rowsOf(body: Buffer): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
