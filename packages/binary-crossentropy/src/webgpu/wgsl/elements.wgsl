// The pass over the elements: derivatives, and sums by workgroups, each of which takes every so many
// elements, whatever their number is.

/** w of an element, times what its row divides by where elements of a row may be left out. */
fn factorOf(i: u32) -> Wide {
  return times(weightOf(i), rowFactorOf(i));
}

fn elements(group: u32, groups: u32, lane: u32) {
  let scale = scaleOf();
  var losses = noSum();
  var weights = noSum();
  var cells = noSum();
  for (var i = group * 256u + lane; i < params.count; i += groups * 256u) {
    let y = labelOf(i);
    var derivative = 0u;
    if (isKept(i, y)) {
      let x = predictionOf(i);
      let w = posWeightOf(i);
      let factor = factorOf(i);
      if (sumsLosses) { losses = added(losses, times(lossOf(y, x, w), factor)); }
      if (sumsWeights) { weights = added(weights, factor); }
      if (sumsCells) { cells = added(cells, rowFactorOf(i)); }
      derivative = derivativeOf(y, x, w, times(factor, scale));
    }
    store(i, derivative);
  }
  if (sumsLosses) { keep(0u, group, lane, overWorkgroup(lane, losses)); }
  if (sumsWeights) { keep(1u, group, lane, overWorkgroup(lane, weights)); }
  if (sumsCells) { keep(2u, group, lane, overWorkgroup(lane, cells)); }
}
