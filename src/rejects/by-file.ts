import type { StreamDescriptor } from '../errors.ts';
import { streamFileName } from './file-name.ts';
import type { Rejection } from './rejection.ts';

/**
 * Groups rejections by the file names of their streams, in order. Takes linear time, because a call may have thousands of
 * streams.
 */
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
