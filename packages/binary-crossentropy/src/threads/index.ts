// The public names of the entry binary-crossentropy/threads.

export { SharedKernelMemory } from "./shared-kernel-memory.js";
export { startThreads, type ThreadsOptions } from "./start-threads.js";
export type { Threads } from "./threads.js";
