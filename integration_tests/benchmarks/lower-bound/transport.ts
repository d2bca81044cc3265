import type { Send } from '../subject.ts';

/** Where a lower bound sends to, and what all of its requests say. */
export interface Destination {
  readonly base: URL;
  readonly connections: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** A way to send, which holds stdin back while it has enough to do. */
export interface Transport {
  readonly send: Send;
  /** Nothing more will be sent: the process ends when all is answered. */
  end(): void;
}

/** The path before those of the requests; without the slash that a URL always has. */
export const prefixOf = ({ pathname }: URL): string => pathname.replace(/\/$/, '');
