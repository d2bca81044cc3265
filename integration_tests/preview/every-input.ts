/** A schema with each kind of input that the platform's form has. */
export const everyInput = {
  type: 'object',
  required: [
    'text',
    'lines',
    'secret',
    'key',
    'number',
    'integer',
    'dropdown',
    'tags',
    'numbers',
    'colours',
    'list',
  ],
  properties: {
    text: { title: 'Text', type: 'string' },
    lines: { title: 'Lines', type: 'string', multiline: true },
    secret: { title: 'Secret', type: 'string', airbyte_secret: true },
    key: { title: 'Key', type: 'string', airbyte_secret: true, multiline: true },
    number: { title: 'Number', type: 'number' },
    integer: { title: 'Integer', type: 'integer' },
    toggle: { title: 'Toggle', type: 'boolean', default: false, always_show: true },
    dropdown: { title: 'Dropdown', type: 'string', enum: ['one', 'two'] },
    tags: { title: 'Tags', type: 'array', items: { type: 'string' } },
    numbers: { title: 'Numbers', type: 'array', items: { type: 'integer' } },
    colours: { title: 'Colours', type: 'array', items: { type: 'string', enum: ['red', 'blue'] } },
    object: { type: 'object', properties: { inner: { title: 'Inner', type: 'string', always_show: true } } },
    unseen: { title: 'Unseen', type: 'string', default: 'kept', airbyte_hidden: true },
    choice: {
      title: 'Choice',
      type: 'object',
      default: 'b',
      oneOf: [
        { title: 'A', properties: { kind: { type: 'string', const: 'a' } } },
        {
          title: 'B',
          properties: {
            kind: { type: 'string', const: 'b' },
            b: { title: 'Of B', type: 'string', default: 'preset' },
          },
        },
        { title: 'Hidden', airbyte_hidden: true, properties: { kind: { type: 'string', const: 'c' } } },
      ],
    },
    list: {
      title: 'List',
      type: 'array',
      items: {
        title: 'Entry',
        type: 'object',
        properties: {
          variant: {
            title: 'Variant',
            type: 'object',
            default: 'second',
            oneOf: [
              { title: 'First', properties: { mode: { type: 'string', const: 'first' } } },
              {
                title: 'Second',
                required: ['second'],
                properties: {
                  mode: { type: 'string', const: 'second' },
                  second: { title: 'Of Second', type: 'string' },
                },
              },
            ],
          },
        },
      },
    },
  },
};
