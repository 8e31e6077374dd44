# shellcheck shell=bash
# Sourced by run.sh, scripts/setup.sh and scripts/test.sh: makes sure that what the system needs from the machine is
# there. Installs Debian packages (saying which), never anything else. Expects the project as working directory.

# Compiling the few sources of stack/ takes no time; a cache of them would stay behind in /tmp.
export TSX_DISABLE_CACHE=1

say() { printf '%s\n' "$*"; }

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Folders such as /usr/sbin are missing from the path of ordinary Debian users.
have() { PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1; }

need_node() {
  local wanted="Node.js 20.19 or later (22.12 or later of 22)"
  have node || die "Node.js is not installed: install $wanted, then run this again."
  node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24 ? 0 : 1);
  ' || die "Node.js $(node --version) does not fit: install $wanted, then run this again."
  have npm || die "npm is not installed: install it together with Node.js, then run this again."
}

# A Docker Engine that answers us, wherever Docker's own settings say.
docker_answers() { have docker && timeout 15 docker version >/dev/null 2>&1; }

control_groups_mounted() { grep -qE ' /sys/fs/cgroup[^ ]* cgroup2? ' /proc/mounts; }

# Names of the Debian packages that are missing, one per line.
missing_packages() {
  if [[ -z "${REDIS_URL:-}" ]] && ! have redis-server; then echo redis-server; fi
  if [[ -z "${DATABASE_URL:-}" ]] && ! have setpriv; then echo util-linux; fi
  if ! docker_answers; then
    if ! have docker; then
      echo docker.io
    elif [[ -z "${DOCKER_HOST:-}" ]] && ! have dockerd; then
      echo docker.io
    fi
    if [[ -z "${DOCKER_HOST:-}" ]]; then
      # dockerd looks for iptables even when told to leave the firewall alone.
      have iptables || echo iptables
      control_groups_mounted || echo cgroupfs-mount
    fi
  fi
  [[ -e /etc/ssl/certs/ca-certificates.crt ]] || echo ca-certificates
}

# Installs the packages whose names the given command prints.
install_missing() {
  local packages
  mapfile -t packages < <("$@" | sort -u)
  [[ ${#packages[@]} -gt 0 ]] || return 0
  have apt-get || die "These programs are missing, and this machine has no apt-get to install them with: ${packages[*]}."
  local -a root=()
  if [[ "$(id -u)" -ne 0 ]]; then
    # Asks for a password only where somebody can type one.
    if have sudo && { sudo -n true 2>/dev/null || { [[ -t 0 ]] && sudo -v; }; }; then
      root=(sudo)
    else
      die "Please have an administrator run \"apt-get update && apt-get install -y --no-install-recommends ${packages[*]}\", then run this again."
    fi
  fi
  say "Installing Debian packages: ${packages[*]}"
  without_autostart install_packages
}

# Our services are private ones: installing a package must not start the machine's own.
without_autostart() {
  local policy=/usr/sbin/policy-rc.d made="" status=0
  if [[ ! -e "$policy" ]]; then
    made=yes
    printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null
    "${root[@]}" chmod 755 "$policy"
  fi
  "$@" || status=$?
  if [[ -n "$made" ]]; then "${root[@]}" rm -f "$policy"; fi
  [[ "$status" -eq 0 ]] || exit "$status"
}

install_packages() {
  local log
  log="$(mktemp)"
  if ! { "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}"; } \
    >"$log" 2>&1 </dev/null; then
    tail -n 15 "$log" >&2
    rm -f "$log"
    printf '%s\n' "The Debian packages ${packages[*]} could not be installed (see above)." >&2
    return 1
  fi
  rm -f "$log"
}

# Starting a Docker Engine of our own needs root later on, when nobody can type a password any more.
ask_for_root_early() {
  if [[ "$(id -u)" -ne 0 && -t 0 ]] && have sudo && ! docker_answers; then sudo -v || true; fi
}

# `npm ci` when there are no packages, or when the lock file changed since they were installed.
install_node_modules() {
  local stamp=node_modules/.lock-file.sha256 wanted
  wanted="$(sha256sum package-lock.json | cut -d' ' -f1)"
  if [[ -d node_modules && "$(cat "$stamp" 2>/dev/null)" == "$wanted" ]]; then return 0; fi
  # Installed by hand, after the last change of the lock file: as good as by us.
  if [[ -d node_modules && ! -e "$stamp" && node_modules/.package-lock.json -nt package-lock.json ]]; then
    echo "$wanted" >"$stamp"
    return 0
  fi
  say "Installing npm packages"
  rm -f "$stamp"
  local log
  log="$(mktemp)"
  # Registries that offer only some platforms' packages lead to lock files without the others, which `npm ci` refuses
  # although nothing that this machine needs is missing.
  if ! npm_quietly ci >"$log" 2>&1 && ! npm_quietly install --no-save >"$log" 2>&1; then
    head -n 12 "$log" >&2
    rm -f "$log"
    die "The npm packages could not be installed (see above)."
  fi
  rm -f "$log"
  echo "$wanted" >"$stamp"
}

npm_quietly() {
  npm "$@" --ignore-scripts --no-audit --no-fund --include=dev --loglevel=error </dev/null
}

# A start from another folder means that folder's DATA_DIR.
resolve_data_dir() {
  if [[ -n "${DATA_DIR:-}" && "${DATA_DIR}" != /* ]]; then export DATA_DIR="$PWD/$DATA_DIR"; fi
}
