#!/usr/bin/env bash
# Installs the shells whose completion scripts are tested, on Debian and Ubuntu. bash is there.
set -euo pipefail
if command -v zsh >/dev/null && command -v fish >/dev/null; then
  exit 0
fi
sudo=""
if [ "$(id -u)" -ne 0 ]; then sudo="sudo"; fi
$sudo apt-get update
$sudo apt-get install -y --no-install-recommends zsh fish
