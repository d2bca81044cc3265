import type { EmulatedProvider, EmulatedRequest, EmulatedResponse } from '../../src/emulator/provider.ts';
import { type S3Key, signatureFault } from './s3-signature.ts';

export interface S3 extends EmulatedProvider {
  /** Objects in the bucket, by key. */
  readonly objects: ReadonlyMap<string, string>;
}

export interface S3Options {
  readonly bucket?: string;
  readonly key?: S3Key;
  /** Whether the key may remove objects. */
  readonly mayDelete?: boolean;
}

const STATUS: Readonly<Record<string, number>> = {
  NoSuchBucket: 404,
  XAmzContentSHA256Mismatch: 400,
  NotImplemented: 501,
};

/** One bucket of a storage with S3's protocol. Buckets are part of the path, and every signature is checked. */
export function s3({
  bucket = 'rejected',
  key = { id: 'emulator-id', secret: 'emulator-secret' },
  mayDelete = true,
}: S3Options = {}): S3 {
  const objects = new Map<string, string>();

  const handle = (request: EmulatedRequest): EmulatedResponse => {
    const fault = signatureFault(request, [key]);
    if (fault !== undefined) return rejection(fault);
    const [, name = '', path = ''] = /^\/([^/]+)\/?(.*)$/s.exec(request.path) ?? [];
    if (name !== bucket) return rejection('NoSuchBucket');
    const object = decodeURIComponent(path);
    switch (request.method) {
      case 'PUT':
        objects.set(object, request.body.toString());
        return { status: 200, headers: { ETag: '"0"' }, effect: { what: 'stored', rows: 1 } };
      case 'DELETE':
        if (!mayDelete) return rejection('AccessDenied');
        objects.delete(object);
        return { status: 204 };
      default:
        return rejection('NotImplemented');
    }
  };

  return {
    name: 'S3 storage',
    objects,
    get stored() {
      return objects.size;
    },
    handle,
    handlePartially: handle,
  };
}

function rejection(code: string): EmulatedResponse {
  return {
    status: STATUS[code] ?? 403,
    headers: { 'Content-Type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message><RequestId>0</RequestId></Error>`,
  };
}
