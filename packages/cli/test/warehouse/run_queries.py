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
        from pyspark.sql.types import DoubleType, StructField, StructType

        schema = StructType([StructField(name, DoubleType()) for name in columns])
        rows = [tuple(None if x is None else float(x) for x in row) for row in rows_of(columns)]
        self.session.createDataFrame(rows, schema).createOrReplaceTempView(table)

    def run(self, query):
        return [tuple(row) for row in self.session.sql(query.rstrip().rstrip(";")).collect()]


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
    engine = {"sqlite": Sqlite, "spark": Spark, "parse": Parse}[given["engine"]]()
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
