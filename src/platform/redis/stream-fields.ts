/** The fields of a stream entry, which Redis answers as names and values in turn. */
export function nameFields(fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap((name, index) => (index % 2 === 0 ? [[name, fields[index + 1] ?? ""]] : [])),
  );
}

/** When an entry was added, by Redis' clock: its id says so. */
export function entryTime(entry: string): Date {
  return new Date(Number(entry.split("-")[0]));
}
