import type { Readable } from "node:stream";
import { openPromise, type Entry, type ZipFile } from "yauzl";
import {
  checkName,
  commonFolder,
  isClutter,
  NameSet,
  RATIO_FREE_BYTES,
  type PackageBounds,
} from "./entry-names.ts";
import { PackageError } from "./package-error.ts";

/** An opened archive: names and sizes are known and checked, contents are unpacked one by one when asked for. */
export type ZipSource = {
  name: string;
  files: ReadonlyMap<string, { bytes: number }>;
  read(name: string): Promise<Uint8Array>;
  close(): void;
};

const FILE_TYPE_MASK = 0o170000;
const LINK = 0o120000;
const REGULAR = 0o100000;

export async function openZip(path: string, bounds: PackageBounds): Promise<ZipSource> {
  const zip = await opened(path);
  try {
    const entries = await readEntries(zip, bounds);
    const folder = commonFolder([...entries.keys()]);
    const byName = new Map([...entries].map(([name, entry]) => [name.slice(folder.length), entry]));
    return {
      // Without a folder the package has no name of its own: the archive may be called anything.
      name: folder.slice(0, -1),
      files: new Map([...byName].map(([name, entry]) => [name, { bytes: entry.uncompressedSize }])),
      read: (name) => readEntry(zip, byName.get(name), name),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function opened(path: string): Promise<ZipFile> {
  try {
    // Strict names: backslashes would be turned into slashes otherwise. What unpacks to more than the directory says
    // is refused while it is unpacked.
    return await openPromise(path, { autoClose: false, validateEntrySizes: true, strictFileNames: true });
  } catch (cause) {
    throw new PackageError(`This is not a usable zip archive: ${messageOf(cause)}`, { cause });
  }
}

async function readEntries(zip: ZipFile, bounds: PackageBounds): Promise<Map<string, Entry>> {
  if (zip.entryCount > bounds.entries)
    throw new PackageError(
      `The archive has ${zip.entryCount} entries; at most ${bounds.entries} are allowed.`,
    );
  const entries = new Map<string, Entry>();
  const names = new NameSet();
  let [unpacked, packed] = [0, 0];
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName;
      const isFolder = name.endsWith("/");
      checkName(isFolder ? name.slice(0, -1) : name);
      checkKind(entry);
      if (isFolder || isClutter(name)) continue;
      names.add(name);
      entries.set(name, entry);
      unpacked += entry.uncompressedSize;
      packed += entry.compressedSize;
      if (unpacked > bounds.totalBytes)
        throw new PackageError(
          `Unpacked, the package is larger than ${bounds.totalBytes} bytes (at ${name}).`,
        );
    }
  } catch (error) {
    if (error instanceof PackageError) throw error;
    throw new PackageError(`The archive is refused: ${messageOf(error)}`, { cause: error });
  }
  if (unpacked > RATIO_FREE_BYTES && unpacked > packed * bounds.ratio)
    throw new PackageError(
      `Unpacked, the archive is over ${bounds.ratio} times its size: that is how zip bombs look. Pack it differently.`,
    );
  return entries;
}

function checkKind(entry: Entry): void {
  const name = JSON.stringify(entry.fileName);
  const kind = (entry.externalFileAttributes >>> 16) & FILE_TYPE_MASK;
  if (kind === LINK) throw new PackageError(`${name} is a link. Put the file itself there.`);
  const isPlain = kind === 0 || kind === REGULAR || entry.fileName.endsWith("/");
  if (!isPlain) throw new PackageError(`${name} is no ordinary file. Remove it.`);
  if (entry.isEncrypted()) throw new PackageError(`${name} is encrypted. Pack without a password.`);
}

async function readEntry(zip: ZipFile, entry: Entry | undefined, name: string): Promise<Uint8Array> {
  if (entry === undefined) throw new PackageError(`There is no ${name} in the archive.`);
  try {
    const stream: Readable = await zip.openReadStreamPromise(entry);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } catch (cause) {
    throw new PackageError(`${JSON.stringify(name)} cannot be unpacked: ${messageOf(cause)}`, { cause });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
