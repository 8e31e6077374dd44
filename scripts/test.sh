#!/usr/bin/env bash
# npm test: installs what is missing, runs every tier, and ends with one line "N passed, N failed[, N skipped]".
set -euo pipefail

# shellcheck source=scripts/bootstrap.sh
source "$(dirname "${BASH_SOURCE[0]}")/bootstrap.sh"

resolve_data_dir
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck disable=SC2317 # both are called by install_missing
playwright_has_chromium() {
  compgen -G "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}/chromium*" >/dev/null
}

# shellcheck disable=SC2317
packages_for_tests() {
  missing_packages
  if ! playwright_has_chromium && ! have chromium; then printf '%s\n' chromium fonts-liberation; fi
}

need_node
install_missing packages_for_tests
install_node_modules
ask_for_root_early
node --import tsx stack/generate.ts

# One Docker Engine, and one set of images, for all tiers. 69 means that there is none to be had, 70 that there is
# one, but something else went wrong.
status=0
node --import tsx stack/with-services.ts --needs images -- bash scripts/test-tiers.sh || status=$?
if [[ "$status" -eq 69 || "$status" -eq 70 ]]; then
  [[ "$status" -eq 69 ]] && without=none || without=broken
  status=0
  WITHOUT_DOCKER="$without" bash scripts/test-tiers.sh || status=$?
fi
exit "$status"
