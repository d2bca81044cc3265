/** Turns a sentence into a clause: first letter in lower case, no full stop. */
export function decapitalised(text: string): string {
  return (text.charAt(0).toLowerCase() + text.slice(1)).replace(/\.$/, '');
}
