#!/usr/bin/env bash
# Starts the whole engine on this machine: installs what is missing, prepares everything, and runs until Ctrl+C.
# README.md lists the settings (PORT, HOST, DATA_DIR, DATABASE_URL, REDIS_URL, DOCKER_HOST, WORKER_SLOTS).
set -euo pipefail

# shellcheck source=scripts/bootstrap.sh
source "$(dirname "${BASH_SOURCE[0]}")/scripts/bootstrap.sh"

resolve_data_dir
cd "$(dirname "${BASH_SOURCE[0]}")"
need_node
install_missing missing_packages
install_node_modules
ask_for_root_early
# In place of this shell, so that signals arrive where they are handled.
exec node --import tsx stack/main.ts "$@" </dev/null
