import type { WaitReason } from '../../define/wait-reason.ts';
import type { RecordCounts, SyncObserver } from '../../observer/sync-observer.ts';

/** An observer that collects the reasons of waits, those that last, and the records of each emitted state. */
export function fakeObserver() {
  const reasons: WaitReason[] = [];
  const purposes: string[] = [];
  const open = new Set<object>();
  const states: number[] = [];
  let counts = (): RecordCounts | undefined => undefined;
  const observer: SyncObserver = {
    requestSent: () => () => undefined,
    waiting(reason) {
      const wait = {};
      reasons.push(reason);
      purposes.push(reason.purpose);
      open.add(wait);
      return () => void open.delete(wait);
    },
    stateEmitted: (records) => void states.push(records),
    started(now) {
      counts = now;
    },
  };
  return { observer, reasons, purposes, states, counts: () => counts(), open: () => open.size };
}
