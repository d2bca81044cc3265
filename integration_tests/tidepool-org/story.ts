import type { ErrorKind } from '../../src/errors.ts';
import { record, streamState, streamStatus } from '../../src/testing/messages.ts';
import { brew, type Trouble } from './trouble.ts';
import { type Ended, SILENCE, type StreamOf, type SyncOf, startWorld, type World } from './world.ts';

export type Data = Readonly<Record<string, unknown>>;

/** What a source has to say, in its order: records, and states by their number; and whether it is silent then. */
export type Message = { readonly stream: string; readonly silence?: boolean } & (
  | { readonly data: Data }
  | { readonly state: number }
);

export interface Story {
  readonly streams: readonly StreamOf[];
  readonly messages: readonly Message[];
  readonly config: object;
  /** What goes wrong in the first attempts; then nothing new does. */
  readonly troubles: readonly Trouble[];
  readonly job?: number;
  /** What becomes of the states that the first attempts say. */
  readonly states?: readonly Saving[];
}

/** How the states of an attempt come to be saved. */
export interface Saving {
  /** It dies when it has said so many. */
  readonly diesAfter: number | undefined;
  /** The last ones of them are not saved when the next attempt begins. */
  readonly lost: number;
}

/** Attempts of the platform after the last new trouble; breakdowns that were planned may strike in them yet. */
const MORE_ATTEMPTS = 12;

/** The platform needs some time to start a process anew, in which what is under way at the service ends. */
const RESTART_MS = 5_000;

/** What a later attempt may not meet again; a token that is refused too often in a row is among it. */
const PASSING: ReadonlySet<ErrorKind> = new Set(['transient', 'rate_limit', 'auth']);

/**
 * Syncs as a platform does: again and again, each time from the last states that were saved, until it succeeds. `said` judges what can
 * be read when a state is said: all messages of its stream before it are to be there.
 */
export async function play(
  world: World,
  { streams, messages, config, troubles, job, states = [] }: Story,
  said: (stream: string, before: readonly Data[]) => void,
  failed: (ended: Ended) => void = () => undefined,
): Promise<void> {
  const reached = new Map<string, number>();
  const attempts = Math.max(troubles.length, states.length) + MORE_ATTEMPTS;
  for (let nth = 0; nth < attempts; nth++) {
    const trouble = troubles[nth];
    const { diesAfter, lost = 0 } = states[nth] ?? {};
    const saved: { stream: string; at: number }[] = [];
    world.faults.clear();
    if (trouble) brew(world, trouble);
    const input = messages.filter((message, at) => at > (reached.get(message.stream) ?? -1));
    const ended = await world.sync({
      streams,
      config,
      input: [...input.flatMap(linesOf), ...streams.map(({ name }) => streamStatus({ name }, 'COMPLETE'))],
      ...(job !== undefined && { job }),
      ...(diesAfter !== undefined && { diesAfter }),
      ...(trouble?.crash && { crash: trouble.crash }),
      ...(trouble?.expiresAt !== undefined && { expiresAt: trouble.expiresAt }),
      said({ id }) {
        const at = messages.findIndex((message) => 'state' in message && message.state === id);
        const { stream } = messages[at]!;
        saved.push({ stream, at });
        const before = messages
          .slice(0, at)
          .flatMap((one) => ('data' in one && one.stream === stream ? [one.data] : []));
        said(stream, before);
      },
    });
    if (ended.reasons.length > 0) throw new Error(`Records were rejected: ${ended.reasons.join('; ')}`);
    if (ended.error === undefined) return;
    for (const { stream, at } of saved.slice(0, Math.max(0, saved.length - lost))) reached.set(stream, at);
    if (ended.error !== 'crashed' && !PASSING.has(ended.error.kind)) throw ended.error;
    failed(ended);
    await world.clock.advance(RESTART_MS);
  }
  throw new Error('It never succeeds.');
}

/** A story in a world of its own. */
export async function inWorld(
  options: Parameters<typeof startWorld>[0],
  body: (world: World) => Promise<void>,
): Promise<void> {
  const world = await startWorld(options);
  try {
    await body(world);
  } finally {
    await world.close();
  }
}

const linesOf = (message: Message): SyncOf['input'] =>
  message.silence ? [line(message), SILENCE] : [line(message)];

const line = (message: Message): string =>
  'data' in message
    ? record({ name: message.stream }, message.data)
    : streamState({ name: message.stream }, { at: message.state }, { id: message.state });
