/** Labels of every container this engine makes. Nothing without `SCOPE` is ever touched. */
export const Label = {
  /** Which installation owns the container; two on one host never remove each other's. */
  SCOPE: "engine.owner-scope",
  WORKER_ID: "engine.worker-id",
  LANGUAGE: "engine.language",
  /** Host user id of everything in the container. */
  UID: "engine.uid",
} as const;
