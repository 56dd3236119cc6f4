"""The loss of a file of predictions as people compute it in Python: pandas reads, scikit-learn scores.

python sum_file.py FILE
"""

import sys

import pandas
from sklearn.metrics import log_loss

path = sys.argv[1]
read = pandas.read_parquet if path.endswith(".parquet") else pandas.read_csv
table = read(path)
print(log_loss(table["y"], table["p"], labels=[0, 1]))
