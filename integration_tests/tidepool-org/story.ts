import type { ErrorKind } from '../../src/errors.ts';
import { record, streamState, streamStatus } from '../../src/testing/messages.ts';
import {
  type Harness,
  SILENCE,
  type StreamOptions,
  type SyncOptions,
  type SyncResult,
  startHarness,
} from './harness.ts';
import { applyTrouble, type Trouble } from './trouble.ts';

export type Data = Readonly<Record<string, unknown>>;

/** Messages of a source, in order: records, and states by number; and whether it is silent after them. */
export type Message = { readonly stream: string; readonly silence?: boolean } & (
  | { readonly data: Data }
  | { readonly state: number }
);

export interface Story {
  readonly streams: readonly StreamOptions[];
  readonly messages: readonly Message[];
  readonly config: object;
  /** Faults of the first attempts; later ones have none. */
  readonly troubles: readonly Trouble[];
  readonly job?: number;
  /** How states of the first attempts are saved. */
  readonly states?: readonly Saving[];
}

/** How the states of an attempt are saved. */
export interface Saving {
  /** Number of emitted states after which it crashes. */
  readonly diesAfter: number | undefined;
  /** Number of last states that are not saved when the next attempt starts. */
  readonly lost: number;
}

/** Attempts after the last fault; planned interruptions may still occur in them. */
const MORE_ATTEMPTS = 12;

/** Time that the platform needs to restart a process, in which running work at the service ends. */
const RESTART_MS = 5_000;

/** Kinds of errors that may not occur in later attempts, including a token that is rejected too often in a row. */
const PASSING: ReadonlySet<ErrorKind> = new Set(['transient', 'rate_limit', 'auth']);

/**
 * Syncs like a platform: repeatedly, each time from the last saved states, until it succeeds. `onState` checks the readable data
 * when a state is emitted: all earlier messages of its stream must be stored.
 */
export async function play(
  harness: Harness,
  { streams, messages, config, troubles, job, states = [] }: Story,
  onState: (stream: string, before: readonly Data[]) => void,
  failed: (ended: SyncResult) => void = () => undefined,
): Promise<void> {
  const reached = new Map<string, number>();
  const attempts = Math.max(troubles.length, states.length) + MORE_ATTEMPTS;
  for (let nth = 0; nth < attempts; nth++) {
    const trouble = troubles[nth];
    const { diesAfter, lost = 0 } = states[nth] ?? {};
    const saved: { stream: string; at: number }[] = [];
    harness.faults.clear();
    if (trouble) applyTrouble(harness, trouble);
    const input = messages.filter((message, at) => at > (reached.get(message.stream) ?? -1));
    const ended = await harness.sync({
      streams,
      config,
      input: [...input.flatMap(linesOf), ...streams.map(({ name }) => streamStatus({ name }, 'COMPLETE'))],
      ...(job !== undefined && { job }),
      ...(diesAfter !== undefined && { diesAfter }),
      ...(trouble?.crash && { crash: trouble.crash }),
      ...(trouble?.expiresAt !== undefined && { expiresAt: trouble.expiresAt }),
      onState({ id }) {
        const at = messages.findIndex((message) => 'state' in message && message.state === id);
        const { stream } = messages[at]!;
        saved.push({ stream, at });
        const before = messages
          .slice(0, at)
          .flatMap((one) => ('data' in one && one.stream === stream ? [one.data] : []));
        onState(stream, before);
      },
    });
    if (ended.reasons.length > 0) throw new Error(`Records were rejected: ${ended.reasons.join('; ')}`);
    if (ended.error === undefined) return;
    for (const { stream, at } of saved.slice(0, Math.max(0, saved.length - lost))) reached.set(stream, at);
    if (ended.error !== 'crashed' && !PASSING.has(ended.error.kind)) throw ended.error;
    failed(ended);
    await harness.clock.advance(RESTART_MS);
  }
  throw new Error('The sync never succeeds.');
}

/** Runs a test with a new harness. */
export async function withHarness(
  options: Parameters<typeof startHarness>[0],
  body: (harness: Harness) => Promise<void>,
): Promise<void> {
  const harness = await startHarness(options);
  try {
    await body(harness);
  } finally {
    await harness.close();
  }
}

const linesOf = (message: Message): SyncOptions['input'] =>
  message.silence ? [line(message), SILENCE] : [line(message)];

const line = (message: Message): string =>
  'data' in message
    ? record({ name: message.stream }, message.data)
    : streamState({ name: message.stream }, { at: message.state }, { id: message.state });
