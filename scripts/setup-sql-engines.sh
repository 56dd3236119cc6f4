#!/usr/bin/env bash
# Installs what runs or parses the queries of bce sql for engines without a server here: a virtual
# environment of Python in .cache/sql-engines, and Java for Spark, on Debian and Ubuntu.
set -euo pipefail
cd "$(dirname "$0")/.."
sudo=""
if [ "$(id -u)" -ne 0 ]; then sudo="sudo"; fi
if ! command -v java >/dev/null; then
  $sudo apt-get update
  $sudo apt-get install -y --no-install-recommends openjdk-17-jre-headless
fi
if ! python3 -c "import ensurepip" 2>/dev/null; then
  $sudo apt-get update
  $sudo apt-get install -y --no-install-recommends python3-venv
fi
folder=.cache/sql-engines
if [ ! -x "$folder/bin/python" ]; then python3 -m venv "$folder"; fi
# chdb-core is today's ClickHouse; fakesnow stands in for Snowflake, and does not run with version 5 of
# the connector.
"$folder/bin/pip" install --quiet --disable-pip-version-check pyspark==4.3.0 sqlglot==30.22.0 \
  chdb-core==26.9.0 fakesnow==0.12.1 snowflake-connector-python==4.8.1
