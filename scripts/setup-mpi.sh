#!/usr/bin/env bash
# Installs what the tests of several processes run with, on Debian and Ubuntu: Open MPI, MPICH beside it, and a compiler
# for the benchmark's loop in C.
set -euo pipefail
if command -v mpicc >/dev/null && command -v mpirun.openmpi >/dev/null && command -v mpiexec.mpich >/dev/null && command -v ip >/dev/null; then
  exit 0
fi
sudo=""
if [ "$(id -u)" -ne 0 ]; then sudo="sudo"; fi
$sudo apt-get update
$sudo apt-get install -y --no-install-recommends openmpi-bin libopenmpi3 libopenmpi-dev gcc libc6-dev mpich libmpich12 iproute2
