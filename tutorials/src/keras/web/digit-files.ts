// What the server of the page and the page agree on. MNIST's test files are a sixth of the others
// in size, and enough.

export const digitsFolder = "mnist";

export const files = {
  images: "t10k-images-idx3-ubyte",
  labels: "t10k-labels-idx1-ubyte",
} as const;
