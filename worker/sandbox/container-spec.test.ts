import { describe, expect, it } from "vitest";
import { containerOptions, type ContainerSpec } from "./container-spec.ts";

const SPEC: ContainerSpec = {
  name: "engine-1",
  image: "code-exec-engine/c:0123",
  language: "c",
  workerId: "w1",
  scope: "default",
  uid: 20_007,
  memoryBytes: 256 * 1024 * 1024,
  pidsLimit: 512,
  tmpfsBytes: 64 * 1024 * 1024,
  cells: true,
  seccompProfile: '{"defaultAction":"SCMP_ACT_ERRNO"}',
  apparmorProfile: null,
  runtime: null,
};

describe("containerOptions", () => {
  /** The whole of it, so that a line that goes missing is seen. */
  it("gives a container exactly this and nothing more", () => {
    const place = (mode: string): string =>
      `rw,exec,nosuid,nodev,size=67108864,nr_inodes=65536,uid=20007,gid=20007,mode=${mode}`;
    expect(containerOptions(SPEC)).toEqual({
      Image: "code-exec-engine/c:0123",
      User: "20007:20007",
      Hostname: "cell",
      NetworkDisabled: true,
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
      Env: [],
      Labels: {
        "engine.owner-scope": "default",
        "engine.worker-id": "w1",
        "engine.language": "c",
        "engine.uid": "20007",
      },
      HostConfig: {
        CapDrop: ["ALL"],
        SecurityOpt: ["no-new-privileges", 'seccomp={"defaultAction":"SCMP_ACT_ERRNO"}'],
        Privileged: false,
        ReadonlyRootfs: true,
        NetworkMode: "none",
        IpcMode: "private",
        MaskedPaths: [],
        ReadonlyPaths: [],
        Tmpfs: {
          "/box": place("0700"),
          "/work": place("0700"),
          "/artifact": place("0700"),
          "/tmp": place("0700"),
        },
        ShmSize: 67_108_864,
        PidsLimit: 512,
        Memory: 268_435_456,
        MemorySwap: 268_435_456,
        OomScoreAdj: 500,
        Ulimits: [{ Name: "nofile", Soft: 1_024, Hard: 4_096 }],
        LogConfig: { Type: "none", Config: {} },
        Init: false,
        AutoRemove: false,
        RestartPolicy: { Name: "no" },
      },
    });
  });

  it("names another runtime, and switches cells off, only when asked", () => {
    const options = containerOptions({ ...SPEC, runtime: "runsc", cells: false });
    expect(options.HostConfig).toMatchObject({ Runtime: "runsc" });
    expect(options.Env).toEqual(["ENGINE_CELLS=off"]);
  });

  it("names an AppArmor profile where the host has AppArmor", () => {
    expect(containerOptions({ ...SPEC, apparmorProfile: "unconfined" }).HostConfig.SecurityOpt).toContain(
      "apparmor=unconfined",
    );
  });

  it("asks for no less memory than Docker gives", () => {
    expect(containerOptions({ ...SPEC, memoryBytes: 1 }).HostConfig).toMatchObject({
      Memory: 6 * 1024 * 1024,
      MemorySwap: 6 * 1024 * 1024,
    });
  });
});
