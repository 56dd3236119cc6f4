// The sum of a workgroup's sums.

var<workgroup> shared_sums: array<Sum, 256>;

/**
 * The sum over the workgroup, for its first invocation: 16 sums of 16, then those. Two steps of 16
 * terms take three barriers, where halving takes nine; some devices pay dearly for each.
 */
fn overWorkgroup(lane: u32, own: Sum) -> Sum {
  // What another sum has left there is read by all before it is overwritten.
  workgroupBarrier();
  shared_sums[lane] = own;
  workgroupBarrier();
  var sum = own;
  if (lane < 16u) {
    for (var i = lane + 16u; i < 256u; i += 16u) { sum = joined(sum, shared_sums[i]); }
    shared_sums[lane] = sum;
  }
  workgroupBarrier();
  if (lane == 0u) {
    for (var i = 1u; i < 16u; i++) { sum = joined(sum, shared_sums[i]); }
  }
  return sum;
}
