const MAX_LINES = 3;
const MAX_CHARS = 500;

/** Everything that a terminal or a browser might obey, or that is not there to be seen. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** The first lines of what a checker says, short and printable: it may quote what the contestant's program wrote. */
export function toMessage(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, MAX_CHARS * 4));
  const lines = text.split("\n").map((line) => line.trimEnd().replaceAll(INVISIBLE, escaped));
  const shown = lines.filter((line) => line !== "").slice(0, MAX_LINES);
  const message = shown.join("\n");
  return message.length > MAX_CHARS ? `${Array.from(message).slice(0, MAX_CHARS).join("")}…` : message;
}

function escaped(char: string): string {
  return `\\x${(char.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`;
}
