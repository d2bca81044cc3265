import type { OutputMessage } from './output-message.ts';
import type { Config, Subject } from './subject.ts';

/** Returns the configurations that a run sent to the platform (CONTROL), in order. */
export function configUpdates(messages: readonly OutputMessage[]): readonly Config[] {
  return messages.flatMap(({ control }) => {
    const config = control?.connectorConfig?.config;
    return config ? [config] : [];
  });
}

/**
 * The configurations as a platform stores them: a run may replace the one that it got, such as for a refresh token that the
 * provider replaces at each use. A later run with the replaced one would fail.
 */
export class StoredConfigs {
  /** By the JSON text of a replaced configuration: the one that replaced it. */
  private readonly replaced = new Map<string, Config>();

  /** Returns what is stored in place of a configuration: itself, if no run replaced it. */
  current(config: Config): Config {
    const next = this.replaced.get(JSON.stringify(config));
    return next === undefined ? config : this.current(next);
  }

  /** Stores the last of the configurations that a run with `config` sent, if it sent any. */
  ended(config: Config, updates: readonly Config[]): void {
    const last = updates.at(-1);
    if (last === undefined) return;
    this.replaced.set(JSON.stringify(config), last);
    // The newest one has no successor, also if it was replaced before.
    this.replaced.delete(JSON.stringify(last));
  }
}

const LIVE = new WeakMap<Subject, StoredConfigs>();

/** Returns the stored configurations for a new case: empty, but all cases of a live provider share its account. */
export function storedConfigsOf(subject: Subject): StoredConfigs {
  if (subject.live === undefined) return new StoredConfigs();
  const stored = LIVE.get(subject) ?? new StoredConfigs();
  LIVE.set(subject, stored);
  return stored;
}
