import { afterEach, describe, expect, it } from 'vitest';
import { record, streamState } from '../../src/testing/messages.ts';
import { cbg } from '../emulators/tidepool-org/test-client.ts';
import { startWorld, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

describe('normal', () => {
  it('works', async () => {
    world = await startWorld();
    const t = Date.now();
    const ended = await world.sync({
      streams: [{ name: 'cbg' }],
      input: [
        record({ name: 'cbg' }, cbg(1)),
        record({ name: 'cbg' }, cbg(2)),
        streamState({ name: 'cbg' }, { n: 1 }, { id: 1 }),
      ],
    });
    console.log(Date.now() - t, ended, world.clock.monotonic());
    expect(ended.error).toBeUndefined();
  });
});
