import { assertPossible, type Catalog } from './catalog.ts';
import { broken } from './faults.ts';
import { Intake } from './intake.ts';
import { inputLines } from './lines.ts';
import { messageOf } from './message.ts';
import { Outbox } from './outbox.ts';
import { Failure, log, out } from './output.ts';
import type { Config } from './send.ts';

/** Sends records in lists of a hundred, and emits a state when all records before it are accepted. */
export async function write(config: Config, catalog: Catalog): Promise<void> {
  assertNoSockets();
  assertPossible(catalog);
  const mode = broken('ignores-modes') ? 'append' : catalog.streams[0]?.destination_sync_mode;
  // The rows of an overwrite are sent in one request at the end.
  const isHeld = mode === 'overwrite' && !broken('replaces-early');
  const promised = catalog.streams.some((stream) => stream.generation_id !== undefined);
  const outbox = new Outbox(config, mode);
  const intake = new Intake(catalog, outbox);
  if (broken('says-all-on-signals')) emitAllOnSignals(outbox);
  const timer = setInterval(() => {
    if (!broken('waits-for-more') && !isHeld) outbox.flush().catch(() => {});
  }, 1000);
  try {
    await readInput(intake, outbox, isHeld);
    const isCutShort = promised && !intake.isComplete && isHeld;
    if (!broken('drops-the-tail') && !isCutShort) await outbox.flush();
  } finally {
    clearInterval(timer);
  }
  const { total, isComplete } = intake;
  if (total.good === 0 && total.bad > 0 && !broken('green-when-all-rejected'))
    throw new Failure('Every record was rejected.');
  if (!isComplete && (promised || broken('wants-complete')) && !broken('ignores-incomplete'))
    throw new Failure('The source did not finish.');
  log('INFO', `${total.good} delivered, ${total.bad} rejected`);
}

async function readInput(intake: Intake, outbox: Outbox, isHeld: boolean): Promise<void> {
  for await (const line of inputLines()) {
    const message = messageOf(line);
    if (!message) continue;
    if (message.type === 'RECORD') intake.record(line, message.record);
    const isState = message.type === 'STATE';
    if (isState) intake.state(line, message.state);
    if (message.type === 'LOG' && broken('repeats-messages')) out(message);
    intake.isComplete ||= message.trace?.stream_status?.status === 'COMPLETE';
    const isDue = outbox.size >= 100 || (isState && (outbox.size === 0 || broken('flushes-per-state')));
    if (isDue && !isHeld && !broken('hoards')) await outbox.flush();
  }
}

function assertNoSockets(): void {
  const medium = process.env.DATA_CHANNEL_MEDIUM;
  if ((medium === 'SOCKET' && !broken('waits-for-sockets')) || (medium && broken('minds-variables')))
    throw new Failure('This destination does not take sockets.');
}

function emitAllOnSignals(outbox: Outbox): void {
  for (const signal of ['SIGTERM', 'SIGINT'])
    process.once(signal, () => {
      outbox.emitAllStates();
      process.exit(0);
    });
}
