// Where no element takes quick.wgsl.

struct Quick {
  loss: f32,
}

fn isQuick(y: u32, z: u32) -> bool {
  return false;
}

fn quickOf(y: u32, z: u32) -> Quick {
  return Quick(0.0);
}
