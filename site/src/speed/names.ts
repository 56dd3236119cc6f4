// What is measured beside one another, and at which sizes.

export const contenders = {
  package: "this package",
  javascript: "this package, without WebAssembly",
  threads: "this package, threads",
  webgpu: "this package, WebGPU",
  loop: "the loop written by hand",
  tfjsCpu: "TensorFlow.js, cpu",
  tfjsWebgl: "TensorFlow.js, webgl",
} as const;

export type ContenderName = keyof typeof contenders;

export const contenderNames = Object.keys(contenders) as ContenderName[];

export const sizes = { "64k": 2 ** 16, "256k": 2 ** 18, "1M": 2 ** 20, "4M": 2 ** 22 } as const;

type SizeName = keyof typeof sizes;

export const sizeNames = Object.keys(sizes) as SizeName[];
