import type { SharedConfig } from '../define/shared-config.ts';
import { configError } from '../errors.ts';
import { abortableStore } from './abortable-store.ts';
import type { RejectStore, RejectStoreOptions } from './rejection.ts';
import type { S3Storage } from './s3-storage.ts';

/** Keeps no records. */
const noStore: RejectStore = {
  keeps: false,
  location: '',
  keep: () => Promise.resolve(),
  check: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/** Opens the reject store of the configuration (`object_storage_config`). Throws a config error for an unknown type. */
export async function openRejectStore(
  config: SharedConfig,
  options: RejectStoreOptions,
): Promise<RejectStore> {
  const storage = config.object_storage_config;
  switch (storage?.storage_type ?? 'None') {
    case 'None':
      return noStore;
    case 'Local': {
      const { localStore } = await import('./local-store.ts');
      return abortableStore(localStore(storage?.directory ?? '', options), options.signal);
    }
    case 'S3': {
      const { s3Store } = await import('./s3-store.ts');
      return abortableStore(await s3Store(storage as unknown as S3Storage, options), options.signal);
    }
    default:
      throw configError(
        `Rejected Records > Storage Type (object_storage_config.storage_type) cannot be "${storage?.storage_type}". Set it to None, Local or S3.`,
        { code: 'ERR_REJECT_STORAGE' },
      );
  }
}
