// From how many elements on threads are quicker than the calling thread alone, both with arrays in
// kernel memory: `npx tsx src/threshold.ts [threads]`. Both ways take turns, so that whatever else
// the machine does meets both, and medians are compared.

import { BinaryCrossentropy, KernelMemory } from "binary-crossentropy";
import { SharedKernelMemory, startThreads } from "binary-crossentropy/threads";
import { fullPatience, waitForQuiet } from "./quiet.js";

const count = Number(process.argv[2] ?? 2);
const rounds = 51;

const sizes = [16, 17, 18, 19, 20].map((exponent) => 2 ** exponent);
const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1]!;

function time(call: () => void): number {
  const start = performance.now();
  call();
  return performance.now() - start;
}

const threads = await startThreads({ count, threshold: 0 });
console.log(
  `time with ${threads.count} threads ÷ time with one; medians of ${rounds} rounds, Node ${process.version}`,
);
console.log(
  "     N   value, logits   gradient, logits   value, probabilities   gradient, probabilities",
);
for (const n of sizes) {
  await waitForQuiet(fullPatience);
  const size = { byteLength: 3 * 4 * n };
  // What does not lie in shared memory keeps a call on the calling thread.
  const places = [new KernelMemory(size), new SharedKernelMemory(size)].map((memory) => {
    const [labels, predictions, out] = [memory.float32(n), memory.float32(n), memory.float32(n)];
    for (let i = 0; i < n; i++) labels[i] = i % 2;
    return { labels, predictions, out };
  });
  const ratios = [true, false].flatMap((fromLogits) => {
    const bce = new BinaryCrossentropy({ fromLogits });
    for (const { predictions } of places) {
      for (let i = 0; i < n; i++)
        predictions[i] = fromLogits ? 6 * Math.sin(i) : 0.5 + 0.49 * Math.sin(i);
    }
    const values = places.map(
      ({ labels, predictions }) =>
        () =>
          void bce(labels, predictions),
    );
    const gradients = places.map(
      ({ labels, predictions, out }) =>
        () =>
          void bce.valueAndGrad(labels, predictions, null, { out }),
    );
    return [values, gradients].map(([one, many]) => {
      const times: [number[], number[]] = [[], []];
      for (let i = 0; i < rounds + 10; i++) {
        const [a, b] = [time(one!), time(many!)];
        if (i < 10) continue;
        times[0].push(a);
        times[1].push(b);
      }
      return { ratio: median(times[1]) / median(times[0]), one: median(times[0]) };
    });
  });
  console.log(
    String(n).padStart(8),
    ...ratios.map(({ ratio, one }) => `${ratio.toFixed(2)} (${one.toFixed(2)} ms)`.padStart(18)),
  );
}
await threads.stop();
