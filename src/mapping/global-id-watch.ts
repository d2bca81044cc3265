type Data = Readonly<Record<string, unknown>>;

/** Returns a function that looks for a value of a field in records, and calls `onFound` at the first. */
export function createGlobalIdWatch(
  field: string | undefined,
  onFound: (field: string) => void,
): (record: Data) => void {
  let awaited = field;
  return (record) => {
    if (awaited === undefined || !Object.hasOwn(record, awaited)) return;
    if ([null, ''].includes(record[awaited] as null)) return;
    onFound(awaited);
    awaited = undefined;
  };
}
