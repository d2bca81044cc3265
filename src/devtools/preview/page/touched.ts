import { createContext } from 'react';

/** The fields whose problems are shown: those that the user has left, or all after an attempt to test. */
export interface Touched {
  readonly all: boolean;
  readonly ids: ReadonlySet<string>;
  /** Shows the problems of another field. */
  touch(id: string): void;
}

export const TouchedFields = createContext<Touched>({ all: false, ids: new Set(), touch: () => {} });
