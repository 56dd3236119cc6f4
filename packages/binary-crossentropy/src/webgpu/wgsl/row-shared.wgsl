// Long rows: each is a workgroup's.

var<workgroup> kept_count: atomic<u32>;

fn countOverWorkgroup(lane: u32, own: u32) -> u32 {
  workgroupBarrier();
  if (lane == 0u) { atomicStore(&kept_count, 0u); }
  workgroupBarrier();
  atomicAdd(&kept_count, own);
  workgroupBarrier();
  return atomicLoad(&kept_count);
}

fn rows(group: u32, groups: u32, lane: u32) {
  // Of the uniform itself: barriers may stand only where all invocations get to.
  let n = given.rowLength;
  for (var row = group; row < given.rows; row += groups) {
    var sum = noSum();
    var count = 0u;
    for (var j = lane; j < n; j += 256u) {
      let i = row * n + j;
      let y = labelOf(i);
      if (!isKept(i, y)) { continue; }
      count += 1u;
      if (givesLosses) { sum = added(sum, weightedLoss(i, y)); }
    }
    let all = countOverWorkgroup(lane, count);
    if (givesLosses) { sum = overWorkgroup(lane, sum); }
    if (lane == 0u) { results[params.resultAt + row] = resultOf(sum, all); }
  }
}
