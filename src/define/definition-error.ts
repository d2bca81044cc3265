import { ConnectorError } from '../errors.ts';

/** An error of a connector's definition, for its author. */
export const definitionError = (message: string): ConnectorError =>
  new ConnectorError('bug', message, { code: 'ERR_DEFINITION_INVALID' });
