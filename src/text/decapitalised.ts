/** A sentence as a clause: its first letter in lower case, without its full stop. */
export function decapitalised(text: string): string {
  return (text.charAt(0).toLowerCase() + text.slice(1)).replace(/\.$/, '');
}
