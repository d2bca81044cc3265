/** A valid specification and ways to break it, for the tests of the rules. */

export type Json = Record<string, unknown>;

/** A small specification that meets every rule, with one field of each kind. */
export const good = () => ({
  documentationUrl: 'https://example.com/docs',
  protocol_version: '0.2.0',
  supportsIncremental: true,
  supported_destination_sync_modes: ['append'],
  connectionSpecification: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Example',
    type: 'object',
    additionalProperties: true,
    required: ['credentials', 'account'],
    groups: [
      { id: 'auth', title: 'Connection' },
      { id: 'advanced', title: 'Advanced' },
    ],
    properties: {
      credentials: {
        title: 'Credentials',
        description: 'How to log in.',
        type: 'object',
        group: 'auth',
        order: 0,
        oneOf: [
          option('Password', 'password', {
            password: {
              title: 'Password',
              description: 'Yours.',
              type: 'string',
              airbyte_secret: true,
              order: 1,
            },
          }),
          option('Token', 'session_token', {}),
        ],
      } as Json,
      account: {
        title: 'Account',
        description: 'Its number.',
        type: 'string',
        group: 'auth',
        order: 1,
      } as Json,
      url: {
        title: 'URL',
        description: 'Where it is.',
        type: 'string',
        default: '',
        pattern: '^$|^https://\\S+$',
        pattern_descriptor: 'https://host',
        group: 'advanced',
        order: 0,
      } as Json,
      mode: {
        title: 'Mode',
        description: 'How it works.',
        type: 'string',
        enum: ['a', 'b'],
        default: 'a',
        group: 'advanced',
        order: 1,
      } as Json,
      pace: {
        title: 'Pace',
        description: 'How fast it goes.',
        type: 'number',
        minimum: 0,
        maximum: 9,
        default: 5,
        group: 'advanced',
        order: 2,
      } as Json,
      strict: {
        title: 'Strict',
        description: 'Whether it minds.',
        type: 'boolean',
        default: false,
        group: 'advanced',
        order: 3,
      } as Json,
      rows: {
        title: 'Rows',
        description: 'What goes where.',
        type: 'array',
        default: [],
        group: 'advanced',
        order: 4,
        items: {
          title: 'Row',
          description: 'One of them.',
          type: 'object',
          required: ['name'],
          properties: { name: { title: 'Name', description: 'Its name.', type: 'string', order: 0 } },
        },
      } as Json,
    },
  } as Json & { properties: Record<string, Json> },
});

export function option(title: string, constant: string, properties: Json): Json {
  const auth_type = { title: 'Auth Type', type: 'string', const: constant, order: 0 };
  return {
    title,
    description: `By ${title}.`,
    type: 'object',
    required: ['auth_type', ...Object.keys(properties)],
    properties: { auth_type, ...properties },
  };
}

export type Spec = ReturnType<typeof good>;
export const field = (name: string, change: Json) => (spec: Spec) =>
  void Object.assign(spec.connectionSpecification.properties[name]!, change);
export const without = (name: string, key: string) => (spec: Spec) =>
  void delete spec.connectionSpecification.properties[name]![key];
export const root = (change: Json) => (spec: Spec) =>
  void Object.assign(spec.connectionSpecification, change);
export const top = (change: Json) => (spec: Spec) => void Object.assign(spec, change);
export const choice = (...options: unknown[]) => field('credentials', { oneOf: options });
export const nested = { title: 'Nested', description: 'Inner.', type: 'object', group: 'auth', order: 9 };
export const add = (name: string, schema: unknown) => (spec: Spec) =>
  void Object.assign(spec.connectionSpecification.properties, { [name]: schema });
export const selector = (change: Json) => {
  const changed = option('B', 'b', {});
  Object.assign((changed.properties as { auth_type: Json }).auth_type, change);
  return choice(option('A', 'a', {}), changed);
};
