import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { debianSources } from "./apt-sources.ts";

let etc: string;

beforeEach(() => {
  etc = mkdtempSync(join(tmpdir(), "apt-"));
  mkdirSync(join(etc, "sources.list.d"));
});

afterEach(() => rmSync(etc, { recursive: true }));

const MIRROR = "http://mirror.example/debian";

describe("debianSources", () => {
  test("reads the one-line format", () => {
    writeFileSync(
      join(etc, "sources.list"),
      [
        `deb ${MIRROR} bookworm main contrib`,
        `deb [arch=amd64] ${MIRROR} bookworm-updates main # comment`,
        `deb-src ${MIRROR} bookworm main`,
        `# deb ${MIRROR} bookworm-security main`,
      ].join("\n"),
    );
    expect(debianSources("bookworm", etc)).toEqual([
      `deb ${MIRROR} bookworm main`,
      `deb ${MIRROR} bookworm-updates main`,
    ]);
  });

  test("reads stanzas, with comments, several suites and continued lines", () => {
    writeFileSync(
      join(etc, "sources.list.d", "debian.sources"),
      [
        "Types: deb deb-src",
        "# a comment",
        `URIs: ${MIRROR}`,
        "Suites: bookworm",
        " bookworm-updates",
        "Components: main",
        "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg",
        "",
        "Types: deb",
        "URIs: http://mirror.example/security",
        "Suites: bookworm-security",
        "Components: main",
        "Enabled: no",
      ].join("\n"),
    );
    expect(debianSources("bookworm", etc)).toEqual([
      `deb ${MIRROR} bookworm main`,
      `deb ${MIRROR} bookworm-updates main`,
    ]);
  });

  test("leaves out vendors that call their suite by Debian's name", () => {
    writeFileSync(
      join(etc, "sources.list"),
      [
        `deb ${MIRROR} bookworm main`,
        "deb [signed-by=/usr/share/keyrings/vendor.gpg] https://vendor.example bookworm main",
        "deb https://engine.example/debian bookworm stable",
      ].join("\n"),
    );
    expect(debianSources("bookworm", etc)).toEqual([`deb ${MIRROR} bookworm main`]);
  });

  test("follows a file of mirrors", () => {
    writeFileSync(join(etc, "mirrors"), `${MIRROR}\nhttp://second.example/debian\n`);
    writeFileSync(join(etc, "sources.list"), `deb mirror+file:${join(etc, "mirrors")} bookworm main`);
    expect(debianSources("bookworm", etc)).toEqual([`deb ${MIRROR} bookworm main`]);
  });

  test("finds nothing usable on another release, or where only updates are known", () => {
    writeFileSync(
      join(etc, "sources.list"),
      `deb ${MIRROR} trixie main\ndeb ${MIRROR} bookworm-updates main`,
    );
    expect(debianSources("bookworm", etc)).toEqual([]);
  });
});
