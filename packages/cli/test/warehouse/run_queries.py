"""Runs queries on an engine that Python has: a line of JSON in, a line of JSON out.

In: {"engine", "steps": [{"table", "columns"} or {"query"}]}, with NaN and infinities as text.
Out: the rows of each query, or {"error"}. The engine "parse" has sqlglot parse each query in a dialect.
"""

import json
import math
import sys


def number(cell):
    return float(cell) if isinstance(cell, str) else cell


def text(cell):
    if isinstance(cell, float) and not math.isfinite(cell):
        return "NaN" if math.isnan(cell) else ("Infinity" if cell > 0 else "-Infinity")
    return cell


def are_booleans(values):
    return all(isinstance(cell, bool) for cell in values if cell is not None)


def rows_of(columns):
    return list(zip(*[[number(cell) for cell in values] for values in columns.values()]))


class Sqlite:
    def __init__(self):
        import sqlite3

        self.connection = sqlite3.connect(":memory:")

    def create(self, table, columns):
        quoted = '"' + table.replace('"', '""') + '"'
        names = ", ".join('"' + name.replace('"', '""') + '"' for name in columns)
        self.connection.execute(f"DROP TABLE IF EXISTS {quoted}")
        self.connection.execute(f"CREATE TABLE {quoted} ({names})")
        marks = ", ".join("?" for _ in columns)
        self.connection.executemany(f"INSERT INTO {quoted} VALUES ({marks})", rows_of(columns))

    def run(self, query):
        return self.connection.execute(query).fetchall()


class Spark:
    def __init__(self):
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
        builder = builder.config("spark.sql.shuffle.partitions", "1")
        self.session = builder.config("spark.log.level", "OFF").getOrCreate()

    def create(self, table, columns):
        from pyspark.sql.types import BooleanType, DoubleType, StructField, StructType

        types = [BooleanType() if are_booleans(cells) else DoubleType() for cells in columns.values()]
        schema = StructType([StructField(*pair) for pair in zip(columns, types)])
        cell = lambda x: x if x is None or isinstance(x, bool) else float(x)
        rows = [tuple(map(cell, row)) for row in rows_of(columns)]
        self.session.createDataFrame(rows, schema).createOrReplaceTempView(table)

    def run(self, query):
        return [tuple(row) for row in self.session.sql(query.rstrip().rstrip(";")).collect()]


class ClickHouse:
    """The engine of today's ClickHouse, in this process."""

    def __init__(self):
        from chdb.session import Session

        self.session = Session()

    def create(self, table, columns):
        def quoted(name):
            return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"

        types = {name: "Bool" if are_booleans(columns[name]) else "Float64" for name in columns}
        names = ", ".join(f"{quoted(name)} Nullable({type})" for name, type in types.items())
        self.session.query(f"DROP TABLE IF EXISTS {quoted(table)}")
        self.session.query(f"CREATE TABLE {quoted(table)} ({names}) ENGINE = Memory")
        rows = "\n".join(json.dumps([text(cell) for cell in row]) for row in rows_of(columns))
        self.session.query(f"INSERT INTO {quoted(table)} FORMAT JSONCompactEachRow {rows}")

    def run(self, query):
        self.session.query("SET output_format_json_quote_denormals = 1")
        self.session.query("SET output_format_json_quote_64bit_integers = 0")
        found = str(self.session.query(query, "JSONCompactEachRow"))
        return [[self.cell(cell) for cell in json.loads(row)] for row in found.splitlines() if row]

    @staticmethod
    def cell(cell):
        return float(cell) if cell in ("nan", "-nan", "inf", "-inf") else cell


class Snowflake:
    """fakesnow, which rewrites Snowflake's SQL for DuckDB."""

    def __init__(self):
        import fakesnow

        # It ends with what holds it.
        self.patch = fakesnow.patch()
        self.patch.__enter__()
        import snowflake.connector

        self.cursor = snowflake.connector.connect(database="db", schema="public").cursor()

    def create(self, table, columns):
        quoted = '"' + table.replace('"', '""') + '"'
        types = {name: "BOOLEAN" if are_booleans(columns[name]) else "FLOAT" for name in columns}
        names = ", ".join('"' + name.replace('"', '""') + '" ' + types[name] for name in columns)
        self.cursor.execute(f"CREATE OR REPLACE TABLE {quoted} ({names})")
        cells = [f"({', '.join(map(self.literal, row))})" for row in rows_of(columns)]
        self.cursor.execute(f"INSERT INTO {quoted} VALUES {', '.join(cells)}")

    @staticmethod
    def literal(cell):
        if cell is None or isinstance(cell, bool):
            return "NULL" if cell is None else str(cell)
        return f"CAST('{float(cell)!r}' AS FLOAT)"

    def run(self, query):
        return self.cursor.execute(query.rstrip().rstrip(";")).fetchall()


class Parse:
    def create(self, table, columns):
        pass

    def run(self, query):
        import sqlglot

        dialect, sql = query.split("\n", 1)
        sqlglot.parse_one(sql, read=dialect, error_level=sqlglot.ErrorLevel.RAISE)
        return []


def main():
    given = json.loads(sys.stdin.readline())
    engines = {
        "sqlite": Sqlite,
        "spark": Spark,
        "clickhouse": ClickHouse,
        "snowflake": Snowflake,
        "parse": Parse,
    }
    engine = engines[given["engine"]]()
    found = []
    for step in given["steps"]:
        if "table" in step:
            engine.create(step["table"], step["columns"])
            continue
        try:
            found.append([[text(cell) for cell in row] for row in engine.run(step["query"])])
        except Exception as error:
            found.append({"error": f"{type(error).__name__}: {error}"[:2000]})
    print(json.dumps(found))


main()
