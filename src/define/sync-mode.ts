/** Values of `destination_sync_mode`. All but `append` and `overwrite` need a primary key. */
export const SYNC_MODES = ['append', 'append_dedup', 'overwrite', 'update', 'soft_delete'] as const;

export type SyncMode = (typeof SYNC_MODES)[number];
