#!/usr/bin/env bash
# Runs every tier, also after one has failed, and adds up their reports. Called by test.sh.
set -uo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

reports=.data/reports
rm -rf "$reports"
mkdir -p "$reports"
# Playwright would leave its cache of compiled tests in /tmp.
export PWTEST_CACHE_DIR="$PWD/.data/playwright-cache"

# tier NAME COMMAND…
tier() {
  local name="$1" begun=$SECONDS status=0
  shift
  printf '\n=== %s\n' "$name"
  "$@" </dev/null || status=$?
  echo "$status" >"$reports/$name.exit"
  printf '=== %s: %s after %d s\n' "$name" "$([[ $status -eq 0 ]] && echo ok || echo "FAILED (exit code $status)")" $((SECONDS - begun))
}

vitest_tier() {
  tier "$1" npm run --silent "test:$1" -- --reporter=default --reporter=json --outputFile.json="$reports/$1.json"
}

playwright_tier() {
  PLAYWRIGHT_JSON_OUTPUT_FILE="$PWD/$reports/e2e.json" PLAYWRIGHT_JSON_OUTPUT_NAME="$PWD/$reports/e2e.json" \
    tier e2e npm run --silent test:e2e -- --reporter=list,json
}

# Tiers that need containers: without Docker a failure in continuous integration, elsewhere skipped so that nobody
# can overlook it.
needs_docker() {
  local name="$1"
  shift
  if [[ -z "${WITHOUT_DOCKER:-}" ]]; then
    "$@"
  elif [[ "$WITHOUT_DOCKER" == broken || "${CI:-}" == true || "${CI:-}" == 1 ]]; then
    printf '\n=== %s: FAILED, its containers could not be provided (see above)\n' "$name"
    echo 69 >"$reports/$name.exit"
  else
    printf '\n=== %s: SKIPPED, there is no Docker Engine (see above)\n' "$name"
    echo skipped >"$reports/$name.exit"
  fi
}

tier format npm run --silent format:check
tier lint npm run --silent lint
tier types npm run --silent types
tier unused npm run --silent unused
vitest_tier unit
needs_docker integration vitest_tier integration
needs_docker sandbox vitest_tier sandbox
needs_docker faults vitest_tier faults
needs_docker e2e playwright_tier

exec node scripts/summarise-tests.mjs "$reports" format lint types unused -- unit integration sandbox faults e2e
