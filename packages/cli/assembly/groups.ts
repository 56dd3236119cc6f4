// Groups of rows, by number.

/** Whether all rows are of one group. */
export function isOneGroup(count: i32, groups: usize): bool {
  const first = i32x4.splat(load<i32>(groups));
  let others = i32x4.splat(0);
  let i: i32 = 0;
  for (; i + 4 <= count; i += 4) others = v128.or(others, v128.xor(first, v128.load(groups + (<usize>i << 2))));
  for (; i < count; i++) others = v128.or(others, v128.xor(first, v128.load32_splat(groups + (<usize>i << 2))));
  return !v128.any_true(others);
}

/** The highest of the groups. */
export function highestGroup(count: i32, groups: usize): u32 {
  let most = i32x4.splat(0);
  let i: i32 = 0;
  for (; i + 4 <= count; i += 4) most = i32x4.max_u(most, v128.load(groups + (<usize>i << 2)));
  for (; i < count; i++) most = i32x4.max_u(most, v128.load32_splat(groups + (<usize>i << 2)));
  const two = i32x4.max_u(most, i32x4.shuffle(most, most, 2, 3, 0, 1));
  return max(<u32>i32x4.extract_lane(two, 0), <u32>i32x4.extract_lane(two, 1));
}
