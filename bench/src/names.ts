// The names that results are looked up by.

export const packageName = "binary-crossentropy";
export const kernelMemoryName = "binary-crossentropy, kernel memory";
export const threadsName = "binary-crossentropy, threads";
export const sharedName = "binary-crossentropy, threads, copying";
export const bytesName = "binary-crossentropy, labels as bytes";
export const handWrittenName = "hand-written loop";
export const tensorflowWasmName = "TensorFlow.js wasm";
export const bandwidthName = "read bandwidth";
/** What a road's time is held against: see roads/variants.ts. */
export const baseName = "base";
