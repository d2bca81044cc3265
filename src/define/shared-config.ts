/** Properties that the configuration of any connector may have. The engine reads them; connectors need not. */
export interface SharedConfig {
  /** Field Mappings: rename a column of one stream, or of all streams without `stream_name`, to a field. */
  readonly field_mappings?: readonly {
    readonly stream_name?: string;
    readonly source_field: string;
    readonly destination_field: string;
  }[];
  /** Stream Mappings: route a stream to an object. */
  readonly stream_mappings?: readonly {
    readonly stream_name: string;
    readonly stream_namespace?: string;
    readonly object: string;
  }[];
  /** Reject store. Its other properties depend on `storage_type`: `None`, `Local` or `S3`. */
  readonly object_storage_config?: { readonly storage_type: string; readonly directory?: string };
  /** Maximum Rejected Records (%): the sync fails above it. 0 to 100; 50 when absent. */
  readonly max_rejected_percent?: number;
}
