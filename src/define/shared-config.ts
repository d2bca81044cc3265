/** What every configuration may hold; the engine reads it, connectors need not. */
export interface SharedConfig {
  readonly field_mappings?: readonly {
    readonly stream_name?: string;
    readonly source_field: string;
    readonly destination_field: string;
  }[];
  readonly stream_mappings?: readonly {
    readonly stream_name: string;
    readonly stream_namespace?: string;
    readonly object: string;
  }[];
  /** Where rejected records go. What stands beside the type is the store's own business. */
  readonly object_storage_config?: { readonly storage_type: string; readonly directory?: string };
  readonly max_rejected_percent?: number;
}
