/** Change of latency as a logarithm (0.7 is twice as slow), with its standard error. */
export interface LatencyShift {
  readonly by: number;
  readonly error: number;
}

interface Moments {
  count: number;
  mean: number;
  /** Sum of squared deviations from the mean. */
  squares: number;
}

/**
 * Shorter latencies count as this one, in milliseconds: differences below it come from the client itself, such as its garbage
 * collection and the parsing of its input, and a queue of less than this is no burden for a provider.
 */
const SHORTEST_MS = 5;
const MOST_ROUTES = 64;
const MEMORY = 512;
/** Assumed spread before the first response, and the number of responses that this assumption weighs. */
const SPREAD = 0.3;
const BELIEF = 4;

/**
 * Latencies, as mean and spread of their logarithms for each kind of request. Logarithms, so that one response of ten seconds
 * does not dominate many of 50 ms. Uses constant space.
 */
export class LatencySamples {
  private responses = 0;
  private readonly byRoute = new Map<string, Moments>();

  get count(): number {
    return this.responses;
  }

  get routes(): ReadonlyMap<string, Readonly<Moments>> {
    return this.byRoute;
  }

  add(route: string, ms: number): void {
    this.responses += 1;
    merge(this.moments(route), { count: 1, mean: Math.log(Math.max(ms, SHORTEST_MS)), squares: 0 });
  }

  /** Adds the samples of another; older responses weigh less and less. */
  take(other: LatencySamples): void {
    this.responses = Math.min(MEMORY, this.responses + other.responses);
    for (const [route, more] of other.byRoute) merge(this.moments(route), more);
  }

  /** Returns how much slower these are than those. Kinds that only one of them has are ignored. */
  since(those: LatencySamples): LatencyShift {
    let weight = 0;
    let by = 0;
    let variance = 0;
    for (const [route, now] of this.byRoute) {
      const then = those.byRoute.get(route);
      if (!then) continue;
      const degrees = Math.max(0, now.count + then.count - 2) + BELIEF;
      const spread = (now.squares + then.squares + BELIEF * SPREAD ** 2) / degrees;
      weight += now.count;
      by += now.count * (now.mean - then.mean);
      variance += now.count ** 2 * spread * (1 / now.count + 1 / then.count);
    }
    if (weight === 0) return { by: 0, error: Number.POSITIVE_INFINITY };
    return { by: by / weight, error: Math.sqrt(variance) / weight };
  }

  private moments(name: string): Moments {
    const { byRoute } = this;
    const route = byRoute.has(name) || byRoute.size < MOST_ROUTES ? name : '';
    const found = byRoute.get(route) ?? { count: 0, mean: 0, squares: 0 };
    byRoute.set(route, found);
    return found;
  }
}

function merge(into: Moments, more: Readonly<Moments>): void {
  const all = into.count + more.count;
  const apart = more.mean - into.mean;
  into.squares += more.squares + (apart * apart * into.count * more.count) / all;
  into.mean += (apart * more.count) / all;
  into.count = all;
  if (all <= MEMORY) return;
  into.squares *= MEMORY / all;
  into.count = MEMORY;
}
