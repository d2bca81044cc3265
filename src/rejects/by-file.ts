import type { StreamDescriptor } from '../errors.ts';
import { streamFileName } from './file-name.ts';
import type { Rejection } from './rejection.ts';

/** Rejections by the names of their streams' files, in their order. Each is read once: a call may hold those of thousands of streams. */
export function byFile(rejections: readonly Rejection[]): ReadonlyMap<string, readonly Rejection[]> {
  const files = new Map<string, Rejection[]>();
  const lists = new Map<StreamDescriptor, Rejection[]>();
  for (const rejection of rejections) {
    const { stream } = rejection;
    let list = lists.get(stream);
    if (!list) {
      const name = streamFileName(stream);
      list = files.get(name) ?? [];
      files.set(name, list);
      lists.set(stream, list);
    }
    list.push(rejection);
  }
  return files;
}
