import type { Send } from '../subject.ts';

/** Target of a lower bound, and the parts that all of its requests share. */
export interface Destination {
  readonly base: URL;
  readonly connections: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends requests, and pauses stdin while enough of them are in flight. */
export interface Transport {
  readonly send: Send;
  /** Ends sending: the process ends after the last response. */
  end(): void;
}

/** Path of the base URL, without the trailing slash. */
export const prefixOf = ({ pathname }: URL): string => pathname.replace(/\/$/, '');
