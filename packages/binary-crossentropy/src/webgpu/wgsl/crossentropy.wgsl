// Binary cross-entropy of an element: what the formula says.

fn lossOf(y: u32, x: u32, posWeight: Wide) -> Wide {
  return entropyOf(y, x, posWeight);
}

fn gradientOf(y: u32, x: u32, posWeight: Wide) -> Wide {
  return entropyGradientOf(y, x, posWeight);
}

fn hessianOf(y: u32, x: u32, posWeight: Wide) -> Wide {
  return entropyHessianOf(y, x, posWeight);
}
