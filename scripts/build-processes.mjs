import { build } from "esbuild";

/** Bundles the two processes into `dist/`; packages stay in `node_modules`. */
await build({
  entryPoints: { gateway: "src/server/main.ts", worker: "worker/main.ts" },
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: true,
  logLevel: "warning",
});
