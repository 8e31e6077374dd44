import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** Where Debian puts its Chromium; elsewhere Playwright's own is used. */
const SYSTEM_CHROMIUM = "/usr/bin/chromium";
const PORT = 4310;
const URL = `http://127.0.0.1:${PORT}`;

/** End to end: a real browser against the built app on real services. */
export default defineConfig({
  testDir: "tests/e2e",
  outputDir: ".data/e2e-results",
  fullyParallel: false,
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env["CI"] !== undefined,
  reporter: [
    ["list"],
    ...(process.env["E2E_REPORT"] ? [["json", { outputFile: process.env["E2E_REPORT"] }] as const] : []),
  ],
  use: {
    baseURL: URL,
    trace: "retain-on-failure",
    launchOptions: {
      ...(existsSync(SYSTEM_CHROMIUM) ? { executablePath: SYSTEM_CHROMIUM } : {}),
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
    permissions: ["clipboard-read", "clipboard-write"],
  },
  webServer: {
    command: `node --import tsx tests/support/e2e-server.ts ${PORT}`,
    url: `${URL}/readyz`,
    timeout: 900_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 60_000 },
    stdout: "pipe",
  },
});
