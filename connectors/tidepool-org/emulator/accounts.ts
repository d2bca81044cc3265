import { z } from 'zod';

/** User, password and device of the emulator's configurations. */
export const USER_ID = 'abcdef0123';
export const USERNAME = 'emulator@example.com';
export const PASSWORD = 'emulator-password';
export const DEVICE_ID = 'emulator-device';
/** A user who has not granted `USER_ID` any permission. */
export const STRANGER_ID = '0123456789';

const user = z.strictObject({
  id: z.string(),
  username: z.string(),
  password: z.string(),
  /** Whether the e-mail address is confirmed; an unconfirmed user gets 403 at login. */
  verified: z.boolean().default(true),
  /** A user of a brokered identity provider, who has no password. */
  brokered: z.boolean().default(false),
});

const permission = z.enum(['root', 'custodian', 'upload', 'view']);

export const accountOptions = {
  users: z
    .array(user)
    .default([])
    .describe('Users in addition to `USER_ID` and `STRANGER_ID`; one with the same id replaces them.'),
  permissions: z
    .array(z.strictObject({ on: z.string(), to: z.string(), may: z.array(permission) }))
    .default([])
    .describe('Permissions of `to` for the data of `on`.'),
};

const options = z.object(accountOptions);

type Permission = z.infer<typeof permission>;
export type User = z.output<typeof user>;

/** Owner of a token: a user, or a Tidepool service, which may do everything. */
export type Caller = { readonly kind: 'user'; readonly userId: string } | { readonly kind: 'service' };

export interface Accounts {
  byId(id: string): User | undefined;
  byName(username: string): User | undefined;
  /** Granted permissions; undefined when the first user has granted the second none. */
  granted(on: string, to: string): readonly Permission[] | undefined;
  /** Whether the caller has one of the permissions; an owner (root) may also upload and view. */
  may(caller: Caller, on: string, ...oneOf: readonly Permission[]): boolean;
}

export function accounts({ users, permissions }: z.output<typeof options>): Accounts {
  const byId = new Map<string, User>();
  for (const one of [...DEFAULT_USERS, ...users]) byId.set(one.id, one);
  const byName = new Map([...byId.values()].map((one) => [one.username, one]));

  const granted = (on: string, to: string): readonly Permission[] | undefined => {
    if (on === to) return byId.has(on) ? ['root'] : undefined;
    const grants = permissions.filter((grant) => grant.on === on && grant.to === to);
    return grants.length > 0 ? grants.flatMap(({ may }) => may) : undefined;
  };

  return {
    byId: (id) => byId.get(id),
    byName: (username) => byName.get(username),
    granted,
    may(caller, on, ...oneOf) {
      if (caller.kind === 'service') return true;
      const grants = granted(on, caller.userId) ?? [];
      const all = grants.includes('root') ? [...grants, 'upload', 'view'] : grants;
      return oneOf.some((permission) => all.includes(permission));
    },
  };
}

const DEFAULT_USERS: readonly User[] = [
  { id: USER_ID, username: USERNAME, password: PASSWORD, verified: true, brokered: false },
  {
    id: STRANGER_ID,
    username: 'stranger@example.com',
    password: 'stranger-password',
    verified: true,
    brokered: false,
  },
];
