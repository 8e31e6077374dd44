import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { effectiveMemoryBytes, loadRuntimeCatalogue, type RuntimeCatalogue } from "./catalogue.ts";

const PYTHON = {
  name: "Python 3",
  aliases: ["py", "Python"].map((alias) => alias.toLowerCase()),
  extensions: ["py"],
  monacoLanguage: "python",
  sourceFile: "main.py",
  versionCommand: ["python3", "--version"],
  compile: null,
  run: { argv: ["python3", "/artifact/main.py"], env: {} },
  limits: { timeFactor: 2, memoryFactor: 1.5, extraMemoryBytes: 100, minProcesses: 1 },
  template: "print('hi')\n",
};

let root: string;

function write(path: string, content: string | object): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
}

function load(): RuntimeCatalogue {
  return loadRuntimeCatalogue({ runtimesDir: join(root, "runtimes") });
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "catalogue-"));
  write("worker/runner/main.c", "int main(){}");
  write("runtimes/python3/runtime.json", PYTHON);
  write("runtimes/python3/Dockerfile", "FROM x");
  write("runtimes/python3/smoke/hello.py", "print(1)");
  write("runtimes/README.md", "not a language");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("runtime catalogue", () => {
  it("finds a language by slug and by alias in any case", () => {
    const catalogue = load();
    expect(catalogue.runtimes.map((runtime) => runtime.slug)).toEqual(["python3"]);
    expect(catalogue.resolve("PY")?.slug).toBe("python3");
    expect(catalogue.resolve("python3")?.check).toBeNull();
    expect(catalogue.get("py")).toBeUndefined();
    expect(catalogue.resolve("perl")).toBeUndefined();
    expect(catalogue.byExtension(".py").map((runtime) => runtime.slug)).toEqual(["python3"]);
  });

  it("names the image by its inputs: same content same name, and only what matters changes it", () => {
    const tag = load().imageTag("python3");
    expect(tag).toMatch(/^code-exec-engine\/python3:[0-9a-f]{12}$/);
    write("runtimes/python3/smoke/hello.py", "print(2)");
    write("runtimes/python3/runtime.json", { ...PYTHON, name: "Python" });
    expect(load().imageTag("python3")).toBe(tag);

    write("runtimes/python3/Dockerfile", "FROM y");
    const changed = load().imageTag("python3");
    expect(changed).not.toBe(tag);

    write("worker/runner/main.c", "int main(){return 0;}");
    expect(load().imageTag("python3")).not.toBe(changed);
  });

  it("changes the runner's name with content, path and mode of its files", () => {
    const seen = new Set([load().runnerImageTag()]);
    write("worker/runner/sub/a.h", "1");
    seen.add(load().runnerImageTag());
    rmSync(join(root, "worker/runner/sub"), { recursive: true });
    write("worker/runner/b.h", "1");
    seen.add(load().runnerImageTag());
    chmodSync(join(root, "worker/runner/b.h"), 0o755);
    seen.add(load().runnerImageTag());
    expect(seen.size).toBe(4);
    expect([...seen].every((tag) => /^code-exec-engine\/runner:[0-9a-f]{12}$/.test(tag))).toBe(true);
  });

  it("refuses a name two languages claim", () => {
    write("runtimes/pypy3/runtime.json", { ...PYTHON, aliases: ["python3"] });
    expect(load).toThrow(/"python3" names both the runtime "python3" and the runtime "pypy3"/);
  });

  it("says which file and field is wrong", () => {
    write("runtimes/python3/runtime.json", { ...PYTHON, run: { argv: [] }, typo: 1 });
    expect(load).toThrow(/python3\/runtime\.json is not a runtime[^]*typo[^]*run\.argv/);
    write("runtimes/python3/runtime.json", "{");
    expect(load).toThrow(/runtime\.json is not JSON/);
  });

  it("refuses an artifact outside the working directory", () => {
    const limits = { cpuMs: 1, wallMs: 1, memoryBytes: 1 };
    for (const artifact of ["/etc/passwd", "../x", "a/../../x", ""]) {
      write("runtimes/python3/runtime.json", { ...PYTHON, compile: { argv: ["x"], artifact, limits } });
      expect(load).toThrow(/artifact/);
    }
  });

  it("gives the interpreter's own memory on top", () => {
    const runtime = load().get("python3");
    expect(runtime && effectiveMemoryBytes(runtime, 1_000)).toBe(1_600);
  });
});
