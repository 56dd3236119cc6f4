// The pass over the elements: derivatives, and each invocation's sums over every so many elements.
// No invocation waits for another: some devices pay dearly for that in every line of a shader.
//
// Two loops: the first computes all elements in floats, the second those anew for which floats are
// not enough. They are apart, and the first has no branch, since some devices run the code of
// branches that no invocation takes.

fn elements(group: u32, groups: u32, lane: u32) {
  let step = groups * 256u;
  let id = group * 256u + lane;
  let scale = scaleOf();
  let isFast = hasQuick && isQuickScale(scale);
  var losses = noSum();
  var divisor = noSum();
  // The next element that is left for the second loop.
  var next = id;
  if (isFast) {
    next = params.count;
    let quickScale = scale.m * powerOfTwo(scale.k);
    for (var i = id; i < params.count; i += step) {
      let y = labelOf(i);
      let x = predictionOf(i);
      let w = weightOf(i);
      let isCounted = isKept(i, y);
      let isDone = isQuick(y, x, w);
      next = min(next, select(i, params.count, isDone || !isCounted));
      let row = bitcast<f32>(rowFactorOf(i));
      let factor = bitcast<f32>(w) * row;
      let quick = quickOf(quickSharesOf(y, bitcast<f32>(posWeightOf(i))), x);
      let isSummed = isCounted && isDone;
      if (sumsLosses) { losses = addedFloat(losses, select(0.0, quick.loss * factor, isSummed)); }
      if (sumsWeights) { divisor = addedFloat(divisor, select(0.0, factor, isSummed)); }
      if (sumsCells) { divisor = addedFloat(divisor, select(0.0, row, isSummed)); }
      let derivative = quickDerivativeOf(quick) * (factor * quickScale);
      store(i, select(0u, bitcast<u32>(derivative), isCounted));
    }
  }
  loop {
    while (isFast && next < params.count) {
      let y = labelOf(next);
      if (isKept(next, y) && !isQuick(y, predictionOf(next), weightOf(next))) { break; }
      next += step;
    }
    if (next >= params.count) { break; }
    let y = labelOf(next);
    let x = predictionOf(next);
    let row = wideOf(rowFactorOf(next));
    let factor = times(wideOf(weightOf(next)), row);
    let posWeight = wideOf(posWeightOf(next));
    var derivative = 0u;
    if (isKept(next, y)) {
      if (sumsLosses) { losses = added(losses, times(lossOf(y, x, posWeight), factor)); }
      if (sumsWeights) { divisor = added(divisor, factor); }
      if (sumsCells) { divisor = added(divisor, row); }
      derivative = derivativeOf(y, x, posWeight, times(factor, scale));
    }
    store(next, derivative);
    next += step;
  }
  if (sumsLosses) { keep(id, losses); }
  if (sumsWeights || sumsCells) { keep(step + id, divisor); }
}
