/** Properties that the configuration of any connector may have. The engine reads them; connectors need not. */
export interface SharedConfig {
  /** Field Mappings: rename a column of one stream, or of all streams without `stream_name`, to a field. */
  readonly field_mappings?: readonly {
    /** Name of the stream; all streams when absent. */
    readonly stream_name?: string;
    /** Name of the column at the source. */
    readonly source_field: string;
    /** Name of the field of the object. A dot leads into a nested object, unless `Operation.flat` is set. */
    readonly destination_field: string;
  }[];
  /** Stream Mappings: route a stream to an object. */
  readonly stream_mappings?: readonly {
    /** Name of the stream. */
    readonly stream_name: string;
    /** Namespace of the stream; every namespace when absent. */
    readonly stream_namespace?: string;
    /** Name of the object: `Operation.object`. */
    readonly object: string;
  }[];
  /** Reject store. Its other properties depend on `storage_type`: `None`, `Local` or `S3`. */
  readonly object_storage_config?: {
    /** `None` keeps no records, `Local` writes files, `S3` writes objects. */
    readonly storage_type: string;
    /** Folder of `Local`. */
    readonly directory?: string;
    /** Address of `S3`, if it is not Amazon's. */
    readonly s3_endpoint?: string;
  };
  /** Maximum Rejected Records (%): the sync fails above it. 0 to 100; 50 when absent. */
  readonly max_rejected_percent?: number;
  /** Unsupported Deletions: deletions that an operation can't apply are skipped (default) or rejected. */
  readonly unsupported_deletions?: 'skip' | 'reject';
}
