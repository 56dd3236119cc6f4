// Rows, the elements that are averaged into one loss: their mean, or the factor that each element
// has in it, by how many of them are kept.

/** w L of an element that is kept. */
fn weightedLoss(i: u32, y: u32) -> Wide {
  return times(lossOf(y, predictionOf(i), wideOf(posWeightOf(i))), wideOf(weightOf(i)));
}

/** What comes out for a row, of its sum and the number of elements kept. */
fn resultOf(sum: Sum, count: u32) -> u32 {
  // The mean over an axis of length 0 is NaN, that over elements which are all left out 0.
  if (count == 0u) { return select(0u, params.emptyBits, params.count == 0u); }
  let factor = inverse(wide(f32(count)));
  if (givesLosses) { return bitsOf(times(totalOf(sum), factor)); }
  return bitsOf(factor);
}
