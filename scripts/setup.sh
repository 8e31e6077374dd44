#!/usr/bin/env bash
# Prepares a checkout for development without starting anything: packages, generated code and runtime images.
set -euo pipefail

# shellcheck source=scripts/bootstrap.sh
source "$(dirname "${BASH_SOURCE[0]}")/bootstrap.sh"

resolve_data_dir
cd "$(dirname "${BASH_SOURCE[0]}")/.."
need_node
install_missing missing_packages
install_node_modules
node --import tsx stack/generate.ts
node --import tsx stack/images.ts
