#!/usr/bin/env bash
# Installs the database servers that the tests of `bce score --url` start, on Debian and Ubuntu. None is left running.
set -euo pipefail
sudo=""
if [ "$(id -u)" -ne 0 ]; then sudo="sudo"; fi
missing=()
if ! [ -x /usr/sbin/clickhouse-server ] && ! [ -x /usr/bin/clickhouse-server ]; then missing+=(clickhouse-server clickhouse-client); fi
if ! compgen -G "/usr/lib/postgresql/*/bin/postgres" >/dev/null; then missing+=(postgresql); fi
if ! command -v openssl >/dev/null; then missing+=(openssl); fi
if [ "${#missing[@]}" -eq 0 ]; then
  exit 0
fi
# The servers of the packages themselves are not wanted: the tests have their own.
if ! [ -e /usr/sbin/policy-rc.d ]; then
  printf '#!/bin/sh\nexit 101\n' | $sudo tee /usr/sbin/policy-rc.d >/dev/null
  $sudo chmod 755 /usr/sbin/policy-rc.d
  trap '$sudo rm -f /usr/sbin/policy-rc.d' EXIT
fi
$sudo apt-get update
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
