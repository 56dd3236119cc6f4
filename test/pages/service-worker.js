// A service worker that computes when it is told to, and tries to start threads.
import { BinaryCrossentropy, kernelName } from "../../packages/binary-crossentropy/dist/index.js";
import { startThreads } from "../../packages/binary-crossentropy/dist/threads/index.js";

self.onmessage = async ({ ports: [port] }) => {
  const refused = await startThreads({ count: 2 }).then(String, ({ message }) => message);
  port.postMessage([
    kernelName(),
    new BinaryCrossentropy()([0, 0, 1, 1], [1, 1, 1, 0]).toFixed(5),
    refused,
  ]);
};
