import type { LoggedRequest } from '../../src/emulator/request-log.ts';
import { TIMES } from './times.ts';

/** Returns requests that came before the end of the wait that an earlier response asked for. */
export function hasty(requests: readonly LoggedRequest[]): string[] {
  return requests.flatMap(({ retryAfter, endedAt }) => {
    if (endedAt === undefined || !/^[1-9]\d*$/.test(retryAfter ?? '')) return [];
    const until = endedAt + (Number(retryAfter) * 1000) / TIMES;
    const early = requests.find(({ at }) => at > endedAt && at < until);
    if (!early) return [];
    const seconds = ((until - early.at) * TIMES) / 1000;
    return [
      `${early.method} ${early.path} came ${seconds.toFixed(1)} s before the ${retryAfter} s that were asked for`,
    ];
  });
}
