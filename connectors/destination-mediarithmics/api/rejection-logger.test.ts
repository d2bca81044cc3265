import { ConnectorError } from '@airbyte-ts/cdk';
import { expect, it } from 'vitest';
import { rejectionLogger } from './rejection-logger.ts';

it('rejectionLogger() logs 20 rejections as INFO, and later ones as DEBUG', () => {
  const [infos, debugs]: [string[], string[]] = [[], []];
  const log = rejectionLogger({
    error: () => undefined,
    warn: () => undefined,
    info: (text) => void infos.push(text),
    debug: (text) => void debugs.push(text()),
  });
  for (let n = 1; n <= 22; n++) log(new ConnectorError('reject', 'No.', { detail: `error_id ${n}` }));
  expect([infos.length, infos[0]]).toEqual([20, 'mediarithmics rejected a document (error_id 1).']);
  expect(debugs).toEqual([21, 22].map((n) => `mediarithmics rejected a document (error_id ${n}).`));
});
