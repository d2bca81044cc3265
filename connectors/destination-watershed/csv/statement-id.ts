/** A valid statement id: a uuid of the variant that RFC 4122 defines (xAPI 1.0.3, Data, 2.4.1). */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** The statement id in the column of a record; undefined if the value is not a valid statement id. */
export function ownStatementId(row: Readonly<Record<string, unknown>>, column: string): string | undefined {
  const value = Object.hasOwn(row, column) ? row[column] : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return UUID.test(text) ? text : undefined;
}
