import { broken } from './faults.ts';
import { type Config, send } from './send.ts';

export interface Row {
  readonly key: string;
  readonly text: string;
}

/** Rows that wait to be sent, and the states that wait for them. */
export class Outbox {
  private rows: Row[] = [];
  private readonly states: string[] = [];
  /** Requests are sent one at a time; after a failure no more is sent, and the next caller gets the error. */
  private sending: Promise<void> = Promise.resolve();
  private readonly config: Config;
  private readonly mode: string | undefined;

  constructor(config: Config, mode: string | undefined) {
    this.config = config;
    this.mode = mode;
  }

  get size(): number {
    return this.rows.length;
  }

  add(row: Row): void {
    const { rows } = this;
    const earlier = this.mode === 'append_dedup' ? rows.findIndex((each) => each.key === row.key) : -1;
    if (earlier === -1) rows.push(row);
    else if (!broken('first-wins')) rows[earlier] = row;
  }

  addState(line: string): void {
    this.states.push(line);
  }

  /** Emits the newest state, although its rows were not sent. */
  emitNewestState(): void {
    emit([this.states.pop()!]);
  }

  /** Emits all states, although their rows were not sent. */
  emitAllStates(): void {
    emit(this.states);
  }

  /** Sends the rows, and emits the states that waited for them. */
  flush(): Promise<void> {
    this.sending = this.sending.then(() => this.sendRows());
    return this.sending;
  }

  private async sendRows(): Promise<void> {
    const { config, mode, rows, states } = this;
    const earned = states.length;
    const path = `/rows${mode === 'append_dedup' ? '?upsert' : mode === 'overwrite' ? '?replace' : ''}`;
    this.rows = [];
    try {
      if (rows.length > 0) await send(config, path, `[${rows.map(({ text }) => text).join(',')}]`);
    } catch (thrown) {
      if (broken('says-unearned-states')) this.emitAllStates();
      throw thrown;
    }
    const covered = states.splice(0, earned);
    emit(broken('last-state-only') ? covered.slice(-1) : covered);
  }
}

function emit(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(line);
}
