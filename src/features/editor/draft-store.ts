/**
 * Drafts on this device. Every change is written at once and read back from memory, so that what a key press sends is
 * exactly what is on the screen. A full or forbidden storage is told, not hidden.
 */
const PREFIX = "draft:v1:";

const known = new Map<string, string | null>();
const failed = new Set<string>();
const listeners = new Set<() => void>();

export function subscribeToDrafts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function readDraft(key: string): string | null {
  let text = known.get(key);
  if (text === undefined) {
    text = readStorage(key);
    known.set(key, text);
  }
  return text;
}

export function writeDraft(key: string, text: string | null): void {
  known.set(key, text);
  if (writeStorage(key, text)) failed.delete(key);
  else failed.add(key);
  for (const listener of listeners) listener();
}

export function isUnsaved(key: string): boolean {
  return failed.has(key);
}

function readStorage(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

function writeStorage(key: string, text: string | null): boolean {
  try {
    if (text === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, text);
    return true;
  } catch {
    return false;
  }
}
