import { Label } from "./labels.ts";

/** Everything that differs between containers. Sizes in bytes. */
export type ContainerSpec = {
  /** Unique on the host. Known before the container is made, so that one whose making was cut short can be found. */
  name: string;
  image: string;
  language: string;
  workerId: string;
  scope: string;
  /** Host user and group id, used by no other container. */
  uid: number;
  memoryBytes: number;
  pidsLimit: number;
  /** Size of each writable place: /box (sources and artifact of one job), and /work, /tmp, … where cells do not work. */
  tmpfsBytes: number;
  /** False tells the runner not to use cells, even where they would work. */
  cells: boolean;
  /** Text of our seccomp profile, or null to take Docker's own (cells then do not work). */
  seccompProfile: string | null;
  /** AppArmor profile, or null where the host has no AppArmor. */
  apparmorProfile: string | null;
  /** Docker runtime, or null for Docker's default. */
  runtime: string | null;
};

/** Docker refuses less. */
export const MIN_MEMORY_BYTES = 6 * 1024 * 1024;

const TMPFS_INODES = 65_536;

/**
 * A ceiling for what the runner sets per run. Kept low, and no other limit is named here: a daemon without
 * CAP_SYS_RESOURCE cannot give more than it has itself, and then refuses to start the container. Core files are the
 * runner's matter, too: it is not dumpable itself, and what it gives to programs could not be set under a limit of 0.
 */
const OPEN_FILES_CEILING = 4_096;

/**
 * The one place that says what a container may do. Baseline: docs of CIS Docker 5.x and OWASP; what deviates has its
 * reason beside it. A pure function, so that a test can hold every line of it.
 */
export function containerOptions(spec: ContainerSpec) {
  const owner = `${spec.uid}:${spec.uid}`;
  const memory = Math.max(Math.round(spec.memoryBytes), MIN_MEMORY_BYTES);
  return {
    Image: spec.image,
    User: owner,
    Hostname: "cell",
    NetworkDisabled: true,
    // The runner's standard streams are the protocol; when the worker's end closes, the runner sees EOF and exits.
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    Env: spec.cells ? [] : ["ENGINE_CELLS=off"],
    Labels: {
      [Label.SCOPE]: spec.scope,
      [Label.WORKER_ID]: spec.workerId,
      [Label.LANGUAGE]: spec.language,
      [Label.UID]: String(spec.uid),
    },
    HostConfig: {
      ...(spec.runtime === null ? {} : { Runtime: spec.runtime }),
      CapDrop: ["ALL"],
      SecurityOpt: [
        "no-new-privileges",
        ...(spec.seccompProfile === null ? [] : [`seccomp=${spec.seccompProfile}`]),
        ...(spec.apparmorProfile === null ? [] : [`apparmor=${spec.apparmorProfile}`]),
      ],
      Privileged: false,
      ReadonlyRootfs: true,
      NetworkMode: "none",
      IpcMode: "private",
      // Nothing in /proc is masked for the runner, or the kernel refuses it a fresh /proc for each cell. Programs see
      // only that fresh one, without privilege over anything in it.
      MaskedPaths: [],
      ReadonlyPaths: [],
      Tmpfs: {
        "/box": tmpfs(spec, "0700"),
        // The runner uses these only where cells do not work; a cell mounts its own over them.
        "/work": tmpfs(spec, "0700"),
        "/artifact": tmpfs(spec, "0700"),
        "/tmp": tmpfs(spec, "0700"),
      },
      ShmSize: Math.round(spec.tmpfsBytes),
      PidsLimit: spec.pidsLimit,
      Memory: memory,
      // Equal to the limit means no swap at all.
      MemorySwap: memory,
      OomScoreAdj: 500,
      Ulimits: [{ Name: "nofile", Soft: 1_024, Hard: OPEN_FILES_CEILING }],
      // The default driver would write every byte of the protocol to the host's disk.
      LogConfig: { Type: "none", Config: {} },
      // The runner is its own init; the result is read before the container goes.
      Init: false,
      AutoRemove: false,
      RestartPolicy: { Name: "no" },
    },
  };
}

function tmpfs(spec: ContainerSpec, mode: string): string {
  return [
    "rw",
    // Artifacts are executed from here.
    "exec",
    "nosuid",
    "nodev",
    `size=${Math.round(spec.tmpfsBytes)}`,
    `nr_inodes=${TMPFS_INODES}`,
    `uid=${spec.uid}`,
    `gid=${spec.uid}`,
    `mode=${mode}`,
  ].join(",");
}
