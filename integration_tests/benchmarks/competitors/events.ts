import { hash } from 'node:crypto';

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

export type Data = Readonly<Record<string, unknown>>;

/** A record that is an event already. */
export const plainEvent = (data: Data): Event => ({
  id: data.id,
  user_id: data.user_id,
  session_id: data.session_id,
  timestamp: data.timestamp,
  event_name: data.event_name,
  text: data.text,
});

/** The least that makes an event of a record without ids: one hash for both, and the columns no event has apart. */
export const mappedEvent = (data: Data): Event => {
  const { user_id, timestamp, event_name, text, ...properties } = data;
  const digest = hash('sha1', JSON.stringify(data));
  return { id: uuid(digest), user_id, session_id: uuid(digest), timestamp, event_name, text, properties };
};

export const eventOf = (dataset: string | undefined): ((data: Data) => Event) =>
  dataset === 'mapped' ? mappedEvent : plainEvent;

const uuid = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
