import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Label } from "../../../worker/sandbox/labels.ts";
import type { Session } from "../../../worker/sandbox/sandbox.ts";
import {
  compileRequest,
  createTestSandbox,
  execCollect,
  MIB,
  runRequest,
  runtimeOf,
  sourceOf,
  submit,
  type Ran,
} from "../../support/sandbox.ts";
import { LEAK_PROGRAMS, readMarks, type LeakLanguage, type Marks } from "./programs.ts";

const MODES = [
  { mode: "cells, containers reused", options: { reuse: "auto" }, cells: true, isReused: true },
  { mode: "cells, one container per submission", options: { reuse: "never" }, cells: true, isReused: false },
  {
    mode: "no cells, one container per submission",
    options: { cells: false },
    cells: false,
    isReused: false,
  },
] as const;

/** Places where a program can certainly leave something, or the suite would prove nothing. */
function certainMarks(language: LeakLanguage, cells: boolean): string[] {
  if (language === "python") return ["json:/work", "leak_mark:/tmp", "sitecustomize:/work"];
  const always =
    "abstract-datagram abstract-stream tcp udp process posix-shm posix-sem environment umask directory " +
    "ignored-signal blocked-signal timer limit descriptor entry:/dev/shm entry:/tmp entry:/work " +
    "file:/tmp/leak-mark file:/work/leak-mark";
  // Without cells these calls are refused.
  const inCells = ["sysv-msg", "sysv-sem", "sysv-shm"];
  return [...always.split(" "), ...(cells ? inCells : [])];
}

const NOTHING: Marks = { left: [], found: [], hasLooked: true };
const LANGUAGES: readonly LeakLanguage[] = ["c", "python"];
/** Room for a busy machine; nothing here is about time. */
const LIMITS = { cpuMs: 10_000, wallMs: 60_000, memoryBytes: 128 * MIB };

function requestOf(language: LeakLanguage, word: string) {
  return runRequest(runtimeOf(language), { stdin: `${word}\n`, limits: LIMITS });
}

/** Begins a submission on the slot; the caller ends it. */
async function open(
  sandbox: ReturnType<typeof createTestSandbox>["sandbox"],
  language: LeakLanguage,
  slot: number,
) {
  const runtime = runtimeOf(language);
  const session = await sandbox.acquire({ language, memoryBytes: LIMITS.memoryBytes, slot });
  session.begin([sourceOf(runtime, LEAK_PROGRAMS[language])]);
  const compile = compileRequest(runtime);
  if (compile !== null) {
    const { exitCode, stderr } = await execCollect(session, compile);
    if (exitCode !== 0) throw new Error(`The program does not compile: ${stderr}`);
  }
  return session;
}

/** Resolves when the program says that it holds its marks. It ends with its session. */
async function hold(session: Session, language: LeakLanguage): Promise<string> {
  let stdout = "";
  return new Promise((resolve, reject) => {
    session
      .exec(requestOf(language, "hold"), {
        onStdout: (chunk) => {
          stdout += Buffer.from(chunk).toString("latin1");
          if (stdout.includes("held\n")) resolve(stdout);
        },
      })
      .then((outcome) => reject(new Error(`The holder ended: ${JSON.stringify(outcome)}`)), reject);
  });
}

/** The marks a run left or found; it must have ended well. */
function marksOf(run: Ran | undefined): Marks {
  if (run?.cause !== "exited" || run.exitCode !== 0)
    throw new Error(`It did not end well: ${JSON.stringify(run)}`);
  return readMarks(run.stdout);
}

describe.each(MODES)("$mode", ({ options, cells, isReused }) => {
  const suite = createTestSandbox({ ...options, languages: LANGUAGES });
  const submitWords = async (language: LeakLanguage, words: readonly string[]): Promise<Ran[]> => {
    const runs = words.map((word) => ({ stdin: `${word}\n`, limits: LIMITS }));
    const { memoryBytes } = LIMITS;
    return (await submit(suite, { language, source: LEAK_PROGRAMS[language], runs, memoryBytes })).runs;
  };

  const containersOf = async (language: LeakLanguage): Promise<string[]> => {
    const all = await suite.containers();
    return all.filter(({ labels }) => labels[Label.LANGUAGE] === language).map(({ id }) => id);
  };

  beforeAll(() => suite.sandbox.start());
  afterAll(async () => {
    await suite.sandbox.close();
    const remaining = await suite.containers();
    if (remaining.length > 0) throw new Error(`${remaining.length} containers are left.`);
  });

  describe.each(LANGUAGES)("in %s", (language) => {
    /** What can be left here, as the programs themselves said. */
    let leavable: string[] = [];

    it("whoever inherits everything finds every mark: the finder works", async () => {
      const [run] = await submitWords(language, ["both"]);
      const marks = marksOf(run);
      leavable = marks.left;
      expect(marks).toMatchObject({ found: marks.left, hasLooked: true });
      expect(marks.left).toEqual(expect.arrayContaining(certainMarks(language, cells)));
    });

    it("the next test of the same submission finds nothing", async () => {
      const words = ["look", "leave", "look", "leave", "leave", "look"];
      const runs = await submitWords(language, words);
      const left = { left: leavable, found: [], hasLooked: false };
      expect(runs.map(marksOf)).toEqual(words.map((word) => (word === "look" ? NOTHING : left)));
    });

    it("the next submission finds nothing", async () => {
      const before = await containersOf(language);
      // Twice each, because two containers may take turns: either way somebody left marks where the look is.
      for (const word of ["leave", "leave"]) await submitWords(language, [word]);
      const found: Marks[] = [];
      for (const word of ["look", "look"]) found.push(...(await submitWords(language, [word])).map(marksOf));
      expect(found).toEqual([NOTHING, NOTHING]);
      const after = new Set(await containersOf(language));
      expect(before.every((id) => after.has(id))).toBe(isReused);
    });

    it("a submission on another slot finds nothing while the marks are held", async () => {
      const holder = await open(suite.sandbox, language, 0);
      try {
        expect(readMarks(await hold(holder, language)).left).toEqual(leavable);
        const looker = await open(suite.sandbox, language, 1);
        expect(marksOf(await execCollect(looker, requestOf(language, "look")))).toEqual(NOTHING);
        await looker.release();
      } finally {
        await holder.destroy("the marks were held long enough");
      }
    });
  });
});
