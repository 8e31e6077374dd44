#!/usr/bin/env bash
# Installs the named Debian packages: for what turns out to be missing only when everything else already runs.
set -euo pipefail

# shellcheck source=scripts/bootstrap.sh
source "$(dirname "${BASH_SOURCE[0]}")/bootstrap.sh"

install_missing printf '%s\n' "$@"
