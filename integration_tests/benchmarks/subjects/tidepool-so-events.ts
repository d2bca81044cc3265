import type { Dataset } from '../dataset.ts';
import type { Data } from '../subject.ts';
import { derivedId } from './derived-id.ts';

/** An event as the API stores it. */
export interface Event {
  readonly id: unknown;
  readonly user_id: unknown;
  readonly session_id: unknown;
  readonly timestamp: unknown;
  readonly event_name: unknown;
  readonly text: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Returns a record that is already an event. */
const plainEvent = (data: Data): Event => ({
  id: data.id,
  user_id: data.user_id,
  session_id: data.session_id,
  timestamp: data.timestamp,
  event_name: data.event_name,
  text: data.text,
});

/** Minimal conversion of a record without ids to an event: one hash for both ids, and undeclared columns moved. */
const mappedEvent = (data: Data): Event => {
  const { user_id, timestamp, event_name, text, ...properties } = data;
  const id = derivedId(data);
  return { id, user_id, session_id: id, timestamp, event_name, text, properties };
};

export const eventOf = (dataset: Dataset): ((data: Data) => Event) =>
  dataset === 'mapped' ? mappedEvent : plainEvent;
