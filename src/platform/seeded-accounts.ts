/**
 * Accounts of the local default. Their passwords are printed by `run.sh` and public, so the gateway refuses them
 * when it listens on anything but loopback, unless told otherwise.
 */
export const SEEDED_ACCOUNTS = [
  { name: "Demo", email: "demo@example.com", password: "demo-password", role: "user" },
  { name: "Admin", email: "admin@example.com", password: "admin-password", role: "admin" },
] as const;

export const SEEDED_EMAILS: readonly string[] = SEEDED_ACCOUNTS.map(({ email }) => email);

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
