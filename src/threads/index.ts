// The public names of the entry binary-crossentropy/threads.

export { startThreads, type ThreadsOptions } from "./start-threads.js";
export type { Threads } from "./threads.js";
