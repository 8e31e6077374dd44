import { watchSignals } from "../../stack/shutdown.ts";
import { LANE_MAX_WAITING, rememberStores } from "./e2e-engine.ts";
import { startEngine } from "./engine.ts";
import { startTestServices } from "./services.ts";

/** What the browser tests run against: `node --import tsx tests/support/e2e-server.ts <port>`, until a signal. */
const interrupt = watchSignals();
const { services, stop } = await startTestServices();
try {
  const engine = await startEngine(services, {
    workers: 1,
    port: Number(process.argv[2]),
    environment: { LANE_MAX_WAITING: String(LANE_MAX_WAITING) },
  });
  try {
    rememberStores({ ...engine, redisUrl: services.redisUrl });
    await engine.untilReady();
    await new Promise<void>((resolve) => {
      if (interrupt.signal.aborted) resolve();
      else interrupt.signal.addEventListener("abort", () => resolve());
    });
  } finally {
    await engine.stop();
  }
} finally {
  await stop();
}
