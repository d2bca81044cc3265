/** What a line of the input says. `text` is the record's `data` as it was written. */
export type ParsedMessage<Target> =
  | ParsedRecord<Target>
  | { readonly type: 'STATE'; readonly state: Readonly<Record<string, unknown>>; readonly line: string }
  | { readonly type: 'STATUS'; readonly name: string; readonly namespace: Namespace; readonly status: string }
  | { readonly type: 'IGNORED' };
export type ParsedRecord<Target> =
  | { readonly type: 'RECORD'; readonly target: Target; readonly text: string; readonly data: unknown }
  /** `data` was recognised and not parsed. */
  | { readonly type: 'KNOWN'; readonly target: Target; readonly text: string };
/** As a message gives it. `null` and absent mean the same; the empty string is a name of its own. */
export type Namespace = string | null | undefined;
