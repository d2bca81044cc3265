import type { Dataset } from '../dataset.ts';
import type { Data } from '../subject.ts';
import { derivedId } from './derived-id.ts';

/** What the API stores. */
export interface Event {
  readonly id: unknown;
  readonly user_id: unknown;
  readonly session_id: unknown;
  readonly timestamp: unknown;
  readonly event_name: unknown;
  readonly text: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** A record that is an event already. */
const plainEvent = (data: Data): Event => ({
  id: data.id,
  user_id: data.user_id,
  session_id: data.session_id,
  timestamp: data.timestamp,
  event_name: data.event_name,
  text: data.text,
});

/** The least that makes an event of a record without ids: one hash for both, and the columns no event has apart. */
const mappedEvent = (data: Data): Event => {
  const { user_id, timestamp, event_name, text, ...properties } = data;
  const id = derivedId(data);
  return { id, user_id, session_id: id, timestamp, event_name, text, properties };
};

export const eventOf = (dataset: Dataset): ((data: Data) => Event) =>
  dataset === 'mapped' ? mappedEvent : plainEvent;
