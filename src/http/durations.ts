/** By how much answers became slower, as a logarithm (0.7 is twice as slow), and the standard error of that. */
export interface Shift {
  readonly by: number;
  readonly error: number;
}

/**
 * How long answers take, as the mean and the spread of the logarithm, for each kind of request by itself. Logarithms,
 * because one answer of ten seconds among many of 50 ms must not drown what the many say. In constant space.
 */
export interface Durations {
  readonly count: number;
  add(route: string, ms: number): void;
  /** Takes in what another one saw; older answers weigh less and less. */
  take(other: Durations): void;
  /** How much slower these are than those. Kinds that only one of them has seen do not count. */
  since(those: Durations): Shift;
  readonly routes: ReadonlyMap<string, Readonly<Moments>>;
}

interface Moments {
  count: number;
  mean: number;
  /** The sum of squared distances from the mean. */
  squares: number;
}

const MOST_ROUTES = 64;
const MEMORY = 512;
/** What is believed of the spread before anything was seen, and how many answers that belief is worth. */
const SPREAD = 0.3;
const BELIEF = 4;

export function createDurations(): Durations {
  const routes = new Map<string, Moments>();
  let count = 0;

  const moments = (name: string): Moments => {
    const route = routes.has(name) || routes.size < MOST_ROUTES ? name : '';
    const found = routes.get(route) ?? { count: 0, mean: 0, squares: 0 };
    routes.set(route, found);
    return found;
  };

  const merge = (into: Moments, more: Readonly<Moments>): void => {
    const all = into.count + more.count;
    const apart = more.mean - into.mean;
    into.squares += more.squares + (apart * apart * into.count * more.count) / all;
    into.mean += (apart * more.count) / all;
    into.count = all;
    if (all <= MEMORY) return;
    into.squares *= MEMORY / all;
    into.count = MEMORY;
  };

  return {
    get count() {
      return count;
    },
    routes,
    add(route, ms) {
      count += 1;
      merge(moments(route), { count: 1, mean: Math.log(Math.max(ms, 1e-3)), squares: 0 });
    },
    take(other) {
      count = Math.min(MEMORY, count + other.count);
      for (const [route, more] of other.routes) merge(moments(route), more);
    },
    since(those) {
      let weight = 0;
      let by = 0;
      let variance = 0;
      for (const [route, now] of routes) {
        const then = those.routes.get(route);
        if (!then) continue;
        const degrees = Math.max(0, now.count + then.count - 2) + BELIEF;
        const spread = (now.squares + then.squares + BELIEF * SPREAD ** 2) / degrees;
        weight += now.count;
        by += now.count * (now.mean - then.mean);
        variance += now.count ** 2 * spread * (1 / now.count + 1 / then.count);
      }
      if (weight === 0) return { by: 0, error: Number.POSITIVE_INFINITY };
      return { by: by / weight, error: Math.sqrt(variance) / weight };
    },
  };
}
