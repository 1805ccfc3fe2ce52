#!/usr/bin/env bash
# What the tests need and pip cannot bring: Chromium, and npm, which fetches the other tools.
# Silent when all is there. Installs what is missing on Debian and its kin, where it may.
set -euo pipefail

have() { command -v "$1" >/dev/null 2>&1; }

has_chromium() { # the same places as in tests/conftest.py
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if [ -n "$name" ] && have "$name"; then return 0; fi
  done
  return 1
}

has_atomic() { # Playwright's own Node wants it; a bare Debian is without
  [ ! -x /sbin/ldconfig ] || [[ $(/sbin/ldconfig -p) == *libatomic.so.1* ]]
}

packages=()
look() {
  packages=()
  # Pages want fonts, and Chromium its sandbox, which it only recommends
  has_chromium || packages+=(chromium chromium-sandbox fonts-liberation fonts-dejavu-core)
  has_atomic || packages+=(libatomic1)
  have npm || packages+=(nodejs npm)
}

give_up() {
  echo "The tests need Chromium, npm and what they rest on. $1: ${packages[*]}" >&2
  exit 1
}

look
[ ${#packages[@]} -gt 0 ] || exit 0

sudo=()
if [ "$(id -u)" -ne 0 ]; then
  sudo=(sudo -n)
  sudo -n true 2>/dev/null || give_up "Please install (named as on Debian)"
fi
have apt-get || give_up "Please install (named as on Debian)"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1
}

# The timeout above does not cover the lock on the package lists, which another apt may hold.
# Lists that could not be had in the end may still be new enough, so go on.
update() {
  local try
  for try in 1 2 3 4 5 6; do
    if apt update; then return; fi
    [ "$try" -eq 6 ] || sleep 10
  done
}

echo "Installing ${packages[*]} (once; a minute or two) …"
update
apt install --no-install-recommends "${packages[@]}" || {
  tail -n 20 "$log" >&2
  give_up "Installing failed"
}
look
[ ${#packages[@]} -eq 0 ] || give_up "Still missing after installing"
