import type { ResolveIdentity } from "../auth/resolve-identity.ts";
import type { createCaller } from "../trpc/router.ts";
import type { Services } from "../services.ts";

/**
 * Pages are bundled by Next.js, the gateway is not: what they share in one process goes through this one global, so
 * that connections exist once.
 */
export type Bridge = {
  services: Services;
  resolveIdentity: ResolveIdentity;
  createCaller: typeof createCaller;
};

declare global {
  var engineBridge: Bridge | undefined;
}

export function provideBridge(bridge: Bridge): void {
  globalThis.engineBridge = bridge;
}

export function getBridge(): Bridge {
  const { engineBridge } = globalThis;
  if (!engineBridge) {
    throw new Error("Pages are served by the gateway only: start it with `npm run dev` or `npm start`.");
  }
  return engineBridge;
}
