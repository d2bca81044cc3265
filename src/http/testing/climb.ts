import { createHillClimb, type HillClimbOptions } from '../limits/hill-climb.ts';
import { Rounds } from './rounds.ts';

/** Starts a hill climb, and rounds of requests that its limit allows. Any limit up to 64 may be tried by default. */
export function startClimb(options: Partial<HillClimbOptions> = {}) {
  const climb = createHillClimb({ max: 64, allows: (_now, _limit, wanted) => wanted, ...options });
  return { climb, rounds: new Rounds(climb) };
}

/** Starts a hill climb whose limit is set to another value at time 0, when the latency is already known to be 100 ms. */
export function climbFrom(limit: number, options: Partial<HillClimbOptions> = {}) {
  const found = startClimb(options);
  found.rounds.now = -100;
  found.rounds.send({ takes: 100 });
  found.climb.moveTo(0, limit);
  found.rounds.changes.splice(0);
  return found;
}
