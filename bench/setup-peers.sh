#!/usr/bin/env bash
# Makes a virtual environment in bench/.peers with the Python frameworks that the bench measures this package against.
# Each is installed by itself: one that cannot be had is named and left out, and the bench then says that it was not found.
set -uo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
environment="$here/.peers"
python="${PYTHON:-python3}"

if ! command -v "$python" >/dev/null; then
  echo "setup-peers: no $python on this machine. The bench measures without NumPy, TensorFlow, PyTorch, JAX, pandas and Polars." >&2
  exit 1
fi
[ -x "$environment/bin/python" ] || "$python" -m venv "$environment" || exit 1

missing=()
for package in numpy tensorflow-cpu jax optax torch==2.13.0 pandas scikit-learn polars; do
  echo "setup-peers: $package"
  "$environment/bin/python" -m pip install --quiet --disable-pip-version-check "$package" || missing+=("$package")
done

if [ "${#missing[@]}" -gt 0 ]; then
  echo "setup-peers: could not be installed, left out: ${missing[*]}" >&2
fi
# torch.compile translates to C++ and needs a compiler at run time.
command -v g++ >/dev/null || echo "setup-peers: no g++ on this machine, so PyTorch compiled is left out." >&2
"$environment/bin/python" -m pip list --disable-pip-version-check 2>/dev/null | grep -iE '^(numpy|tensorflow_cpu|tensorflow-cpu|jax|jaxlib|optax|torch|keras|pandas|scikit-learn|polars) ' || true
