// Replicas that differ in anything that decides a training, or that call different things: each is
// told the first difference, and nothing was done. Three replicas are threads of this process, of
// which the last one differs.

import { beforeAll, expect, test } from "vitest";
import { runRanks } from "../threads/run-ranks.js";

const size = 3;
let told: Readonly<Record<string, string>>[];

beforeAll(async () => {
  const results = await runRanks(size, new URL("../threads/differences.mjs", import.meta.url));
  told = results.map(({ value, error }) =>
    error === undefined ? value : { error },
  ) as typeof told;
  expect(told.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
}, 120_000);

const same = (owner: string, what: string, received: string, expected: string) =>
  `ValueError: ${owner}: ${what} must be the same on every replica, got ${received} on replica 2, where replica 0 has ${expected}.`;
const inFit = (received: string, expected: string) =>
  same("fit", "model, data and options", received, expected);
const inEvaluate = (received: string, expected: string) =>
  same("evaluate", "model, data and options", received, expected);
const metric = (name: string) => `metric ${name} of output 0: ${name}`;
const checksum = "those with the checksum ........";

const cases: [string, string][] = [
  ["metrics of the same number", inFit(metric("precision"), metric("acc"))],
  [
    "metrics of one's own",
    inFit(
      "metric square of output 0: square, whose source has the checksum ........",
      "metric square of output 0: square, whose source has the checksum ........",
    ),
  ],
  [
    "the smoothing",
    inFit(
      'loss of output 0: BinaryCrossentropy {"reduction":"auto","from_logits":true,"label_smoothing":0.1,"axis":-1}',
      'loss of output 0: BinaryCrossentropy {"reduction":"auto","from_logits":true,"label_smoothing":0,"axis":-1}',
    ),
  ],
  [
    "the loss",
    inFit(
      "loss of output 0: square, whose source has the checksum ........",
      'loss of output 0: BinaryCrossentropy {"reduction":"auto","from_logits":true,"label_smoothing":0,"axis":-1}',
    ),
  ],
  [
    "the source of a loss of one's own",
    inFit(
      'loss of output 0: Squares {"reduction":"auto"}, whose source has the checksum ........',
      'loss of output 0: Squares {"reduction":"auto"}, whose source has the checksum ........',
    ),
  ],
  [
    "whether logits are looked for",
    inFit(
      'loss of output 0: BinaryCrossentropy {"reduction":"auto","from_logits":false,"label_smoothing":0,"axis":-1}, findLogits: false',
      'loss of output 0: BinaryCrossentropy {"reduction":"auto","from_logits":false,"label_smoothing":0,"axis":-1}',
    ),
  ],
  [
    "a mean of masked outputs",
    'ValueError: fit: model must have no mask at an output whose loss is a mean over several replicas, got one at "times". Give the loss the reduction "sum".',
  ],
  [
    "the learning rate",
    inFit("optimizer (Adam): learningRate 0.02", "optimizer (Adam): learningRate 0.01"),
  ],
  ["a moment", inFit("optimizer (Adam): beta1 0.8", "optimizer (Adam): beta1 0.9")],
  ["class weights", inFit('class weights: {"0":1,"1":3}', 'class weights: {"0":1,"1":2}')],
  ["class weights on one", inFit('class weights: {"0":1,"1":1}', "class weights: none")],
  ["sample weights", inFit(`weights of rows: ${checksum}`, `weights of rows: ${checksum}`)],
  ["inputs", inFit(`inputs: ${checksum}`, `inputs: ${checksum}`)],
  ["labels", inFit(`labels: ${checksum}`, `labels: ${checksum}`)],
  [
    "rows to validate with",
    inFit(`validation's labels: ${checksum}`, `validation's labels: ${checksum}`),
  ],
  ["the batches", inFit("batchSize: 2", "batchSize: 4")],
  ["evaluate: inputs", inEvaluate(`inputs: ${checksum}`, `inputs: ${checksum}`)],
  ["evaluate: weights", inEvaluate(`weights: ${checksum}`, `weights: ${checksum}`)],
  [
    "evaluate: sample weights",
    inEvaluate("data: float32 [2]; float32 [1]; float32 []", "data: float32 [2]; float32 [1]"),
  ],
  ["evaluate: metrics", inEvaluate(metric("mse"), metric("acc"))],
  ["evaluate: batches", inEvaluate("batchSize: 3", "batchSize: 32")],
  [
    "an optimizer that hides its state",
    "ValueError: fit: optimizer must give its state by getWeights, got Hidden without it. Give it getWeights and setWeights.",
  ],
  ["broadcastWeights", same("broadcastWeights", "model", "optimizer (SGD)", "optimizer (Adam)")],
  [
    "gradients of other names",
    same(
      "applyGradients",
      "gradients and optimizer",
      "the gradient of b of shape [1]",
      "the gradient of a of shape [1]",
    ),
  ],
  [
    "gradients of other shapes",
    same(
      "applyGradients",
      "gradients and optimizer",
      "the gradient of a of shape [2, 3]",
      "the gradient of a of shape [3, 2]",
    ),
  ],
  [
    "gradients for another optimizer",
    same(
      "applyGradients",
      "gradients and optimizer",
      "optimizer (SGD): learningRate 1",
      "optimizer (SGD): learningRate 2",
    ),
  ],
  ["a tensor of another shape", same("reduce", "value", "shape [2, 3]", "shape [6]")],
  ["global batches", same("globalBatches", "options", "seed: 1", "seed: 0")],
  ["the epoch of global batches", same("globalBatches", "options", "epoch: 1", "epoch: 0")],
  [
    "gathers of other kinds",
    "ValueError: Strategy.gather: value must be of the same kind on every replica, got an object on replicas 0, 1 and an array on replica 2.",
  ],
  [
    "gathers of other names",
    'ValueError: Strategy.gather: what the replicas gather must be the same on every replica, got "accuracy" on replicas 0, 1 and "loss" on replica 2.',
  ],
  [
    "gathers of a metric and a value",
    'ValueError: Strategy.gather: what the replicas gather must be the same on every replica, got a value without a name on replicas 0, 1 and "mergeMetric" on replica 2.',
  ],
  [
    "an infinite sum of finite gradients",
    "Error: ValueError: applyGradients: loss and gradients in this step must be finite, got an infinite sum over the replicas, each of which has finite ones. The weights are those before it. 1",
  ],
  ["gathers of numbers that JSON has no form for", 'gave ["-Infinity","-Infinity","NaN"]'],
  ["gathers of nothing and a text", 'gave ["text","text",null]'],
  [
    "another strategy's scope",
    "ValueError: fit: the strategy must be the one in whose scope this is, one of 3 replicas, got another, of 1 replica. Leave that scope first: strategies do not nest.",
  ],
];

test.each(cases)("%s", (name, message) => {
  const pattern = new RegExp(
    `^${message.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("\\.\\.\\.\\.\\.\\.\\.\\.", "[0-9a-f]{8}")}$`,
  );
  for (const replica of told) expect(replica[name]).toMatch(pattern);
  expect(new Set(told.map((replica) => replica[name])).size).toBe(1);
});

test("a metric of other options", () => {
  for (const replica of told) {
    expect(replica["a metric of other options"]).toMatch(
      /^ValueError: mergeMetric: metric must have the options .*"from_logits":false.* on every replica, got .*"from_logits":true.* on replica 2\.$/,
    );
  }
});
