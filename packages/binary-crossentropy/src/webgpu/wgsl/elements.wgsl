// The pass over the elements: derivatives, and sums by workgroups, each of which takes every so many
// elements, whatever their number is.

fn elements(group: u32, groups: u32, lane: u32) {
  let scale = scaleOf();
  var losses = noSum();
  var weights = noSum();
  var cells = noSum();
  for (var i = group * 256u + lane; i < params.count; i += groups * 256u) {
    let y = labelOf(i);
    let x = predictionOf(i);
    var derivative = 0u;
    var isLeft = isKept(i, y);
    if (isLeft) {
      if (sumsCells) { cells = added(cells, rowFactorOf(i)); }
      if (sumsWeights) { weights = added(weights, factorOf(i)); }
    }
    if (isLeft && isQuick(y, x)) {
      let quick = quickOf(y, x);
      if (sumsLosses) { losses = joined(losses, Sum(quick.loss, 0.0, 0u)); }
      derivative = quickDerivativeOf(quick, scale);
      isLeft = false;
    }
    // A loop of one round: some devices run the code of branches that no invocation takes, but none
    // runs a loop that none enters.
    for (; isLeft; isLeft = false) {
      let w = posWeightOf(i);
      let factor = factorOf(i);
      if (sumsLosses) { losses = added(losses, times(lossOf(y, x, w), factor)); }
      derivative = derivativeOf(y, x, w, times(factor, scale));
    }
    store(i, derivative);
  }
  if (sumsLosses) { keep(0u, group, lane, overWorkgroup(lane, losses)); }
  if (sumsWeights) { keep(1u, group, lane, overWorkgroup(lane, weights)); }
  if (sumsCells) { keep(2u, group, lane, overWorkgroup(lane, cells)); }
}
