// Which kernels a page gets: the fastest that its engine has, and those in JavaScript where a
// policy forbids others.

import { BinaryCrossentropy, kernelName } from "binary-crossentropy";
import { expect, test } from "vitest";

const entry = new URL("/packages/binary-crossentropy/dist/index.js", window.location.origin).href;

const program = `
  import { BinaryCrossentropy, kernelName } from ${JSON.stringify(entry)};
  const yTrue = Float32Array.from({ length: 5000 }, (_, i) => i % 3 ? 0 : 1);
  const yPred = Float32Array.from({ length: 5000 }, (_, i) => 5 * Math.sin(i));
  const { value, grad } = new BinaryCrossentropy({ fromLogits: true }).valueAndGrad(yTrue, yPred);
  const answer = { name: kernelName(), value, grad: Array.from(grad.data.slice(0, 100)) };
`;

interface Answer {
  name: string;
  value: number;
  grad: number[];
}

/** Runs the program in a page of its own, under a policy for its scripts. */
async function inPage(policy: string): Promise<Answer> {
  const frame = document.createElement("iframe");
  const answered = new Promise<Answer>((resolve) => {
    window.addEventListener("message", function listen({ source, data }) {
      if (source !== frame.contentWindow) return;
      window.removeEventListener("message", listen);
      resolve(data as Answer);
    });
  });
  const meta = `<meta http-equiv="Content-Security-Policy" content="script-src ${policy}">`;
  frame.srcdoc = `${meta}<script type="module">${program} parent.postMessage(answer, "*");</script>`;
  document.body.append(frame);
  const answer = await answered;
  frame.remove();
  return answer;
}

test("a page computes with relaxed SIMD", () => {
  expect(kernelName()).toBe("relaxed-simd");
});

test("under a policy without wasm-unsafe-eval the JavaScript kernel gives the same numbers", async () => {
  const free = await inPage("'self' 'unsafe-inline' 'wasm-unsafe-eval'");
  const bound = await inPage("'self' 'unsafe-inline'");
  expect(free.name).toBe("relaxed-simd");
  expect(bound.name).toBe("javascript");
  expect(Math.abs(bound.value - free.value)).toBeLessThanOrEqual(2 ** -23);
  bound.grad.forEach((gradient, i) => {
    expect(Math.abs(gradient - free.grad[i]!)).toBeLessThanOrEqual(2 ** -22 * Math.abs(gradient));
  });
});

test("a web worker computes as the page does", async () => {
  const worker = new Worker(
    URL.createObjectURL(new Blob([`${program} postMessage(answer);`], { type: "text/javascript" })),
    {
      type: "module",
    },
  );
  const answer = await new Promise<Answer>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data as Answer);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
  worker.terminate();
  expect(answer.name).toBe("relaxed-simd");
  const yTrue = Float32Array.from({ length: 5000 }, (_, i) => (i % 3 ? 0 : 1));
  const yPred = Float32Array.from({ length: 5000 }, (_, i) => 5 * Math.sin(i));
  expect(answer.value).toBe(new BinaryCrossentropy({ fromLogits: true })(yTrue, yPred));
});
