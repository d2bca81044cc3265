import { describe, expect, it } from 'vitest';
import mediarithmics from '../../connectors/destination-mediarithmics/index.ts';
import tidepoolData from '../../connectors/destination-tidepool-data/index.ts';
import tidepoolMetrics from '../../connectors/destination-tidepool-metrics/index.ts';
import tidepoolSo from '../../connectors/destination-tidepool-so/index.ts';
import watershed from '../../connectors/destination-watershed/index.ts';
import { emulatorOf } from '../emulators/registry.ts';
import { ask } from './ask.ts';

const definitions = [mediarithmics, tidepoolData, tidepoolMetrics, tidepoolSo, watershed];

describe('a check of credentials that the provider rejects', () => {
  it.each(definitions.map((definition) => [definition.name, definition] as const))(
    'of %s fails within a few seconds',
    async (name, definition) => {
      const { invalidConfig } = emulatorOf(name);
      const { status, seconds } = await ask(definition, ({ base_url }) =>
        invalidConfig(new URL(String(base_url)).origin, 'wrong_credentials'),
      );
      expect(status).toBe('FAILED');
      expect(seconds).toBeLessThan(8);
    },
  );
});
