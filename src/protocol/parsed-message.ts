/** A parsed line of the input. `text` is the record's `data` as the source wrote it. */
export type ParsedMessage<Target, Found extends FoundData = FoundData> =
  | ParsedRecord<Target, Found>
  | { readonly type: 'STATE'; readonly state: Readonly<Record<string, unknown>>; readonly line: string }
  | { readonly type: 'STATUS'; readonly name: string; readonly namespace: Namespace; readonly status: string }
  | { readonly type: 'IGNORED' };
export type ParsedRecord<Target, Found extends FoundData = FoundData> =
  | { readonly type: 'RECORD'; readonly target: Target; readonly text: string; readonly data: unknown }
  /** `data` was recognised and not parsed. */
  | { readonly type: 'KNOWN'; readonly target: Target; readonly text: string; readonly found: Found };

/** `data` that was recognised within a text. */
export interface FoundData {
  /** The index after it. */
  readonly end: number;
}

/** Namespace in a message. `null` equals absent; the empty string is another namespace. */
export type Namespace = string | null | undefined;
