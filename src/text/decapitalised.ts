import { withoutFullStop } from './without-full-stop.ts';

/** Turns a sentence into a clause: first letter in lower case, no full stop. */
export function decapitalised(text: string): string {
  return withoutFullStop(text.charAt(0).toLowerCase() + text.slice(1));
}
