// Short rows: each is one invocation's.

fn resultOfRow(row: u32) -> u32 {
  let n = params.rowLength;
  var sum = noSum();
  var count = 0u;
  for (var i = row * n; i < row * n + n; i++) {
    let y = labelOf(i);
    if (!isKept(i, y)) { continue; }
    count += 1u;
    if (!givesLosses) { continue; }
    let loss = weightedLoss(i, y);
    // One element is its own mean, with all its digits and whatever it is.
    if (n == 1u) { return bitsOf(loss); }
    sum = added(sum, loss);
  }
  return resultOf(sum, count);
}

fn rows(group: u32, groups: u32, lane: u32) {
  for (var row = group * 256u + lane; row < params.rows; row += groups * 256u) {
    results[params.resultAt + row] = resultOfRow(row);
  }
}
