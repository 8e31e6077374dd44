/** A package that is refused before it is read: the message names the entry and says what to do. */
export class PackageError extends Error {
  override readonly name = "PackageError";
}
