import { PHASE_DEVELOPMENT_SERVER } from "next/constants.js";

/**
 * One origin only: scripts, styles, workers and sockets come from here or from nowhere.
 * `unsafe-inline` is needed for the scripts Next writes into its pages and for the style attributes Monaco sets;
 * Monaco starts its workers from `blob:` URLs. React's development build needs `eval`, the production build does not.
 */
function contentSecurityPolicy(development) {
  const directives = {
    "default-src": "'self'",
    "script-src": `'self' 'unsafe-inline'${development ? " 'unsafe-eval'" : ""}`,
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}

/** @returns {import("next").NextConfig} */
export default function config(phase) {
  const development = phase === PHASE_DEVELOPMENT_SERVER;
  return {
    reactStrictMode: true,
    poweredByHeader: false,
    devIndicators: false,
    // `npm run types` checks everything; a user's build must not fail over a test file.
    typescript: { ignoreBuildErrors: true },
    headers: () =>
      Promise.resolve([
        {
          source: "/:path*",
          headers: [
            { key: "Content-Security-Policy", value: contentSecurityPolicy(development) },
            { key: "X-Content-Type-Options", value: "nosniff" },
            { key: "Referrer-Policy", value: "same-origin" },
            { key: "X-Frame-Options", value: "DENY" },
            { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
            { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
          ],
        },
      ]),
  };
}
