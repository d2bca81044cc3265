import { ConnectorError } from '@airbyte-ts/cdk';
import { testStreamRun } from '@airbyte-ts/cdk/testing';
import { expect, it } from 'vitest';
import { templateRejected } from './rejections.ts';

const stream = { ...testStreamRun, name: 'users', key: 'users' };

it.each([
  [{ status: 422 }, 'template "Courses" (status 422). The check'],
  [{}, 'template "Courses". The check'],
])('a message about a rejected file has the status of the error, if it has one (%o)', (options, expected) => {
  const context = { template: 'Courses', stream, configuredTemplates: ['Courses'] };
  expect(templateRejected(new ConnectorError('reject', 'rejected', options), context)).toMatchObject({
    code: 'ERR_TEMPLATE_REJECTED',
    message: expect.stringContaining(expected),
  });
});
