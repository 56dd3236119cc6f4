// Every road by which the loss is called, as data, with what it may cost.

import type { Road } from "./road.js";

export const flat: Road = {
  name: "flat, mean",
  layout: "typed",
  labels: "as predictions",
  weights: "none",
  mask: "none",
  ignoring: false,
  posWeight: "none",
  axis: -1,
  reduction: "mean",
  validate: false,
  own: false,
  peers: true,
  limit: 1,
};

type Change = Partial<Omit<Road, "name" | "limit">>;

function road(name: string, limit: number, change: Change): Road {
  return { ...flat, ...change, name, limit };
}

/** The same road for several numbers of columns, each with its limit. */
function inColumns(name: string, limits: Readonly<Record<number, number>>, change: Change): Road[] {
  return Object.entries(limits).map(([columns, limit]) =>
    road(`${name}, K = ${columns}`, limit, { ...change, columns: Number(columns) }),
  );
}

const maskLimits = { 3: 2.4, 10: 2.4, 1000: 1.8 };
const gradientOfIgnored = { 3: 3, 10: 3, 1000: 3 };

export const roads: readonly Road[] = [
  flat,
  road("value and gradient", 1.6, { quantity: "value and gradient" }),
  road("weights of elements", 2, { weights: "elements" }),
  ...inColumns("weights of samples", { 3: 2.2, 10: 2, 1000: 1.4 }, { weights: "samples" }),
  road("posWeight, one", 2.2, { posWeight: "one" }),
  road("posWeight, per label", 2.2, { posWeight: "per label", columns: 10 }),
  ...inColumns("mask of elements", maskLimits, { mask: "elements" }),
  ...inColumns("mask of samples", maskLimits, { mask: "samples" }),
  ...inColumns("ignoreLabel", maskLimits, { ignoring: true }),
  ...inColumns("gradient of ignoreLabel", gradientOfIgnored, {
    ignoring: true,
    quantity: "value and gradient",
  }),
  ...inColumns('"none"', { 3: 2.2, 10: 2, 1000: 1.2 }, { reduction: "none" }),
  road('axis 0, "none"', 2.5, { reduction: "none", axis: 0, columns: 10 }),
  road("transposed, both", 1.3, { layout: "transposed", columns: 10 }),
  road("transposed, predictions", 4, { layout: "predictions transposed", columns: 10 }),
  road("validate", 1.5, { validate: true, peers: false }),
  road("Hessian", 2.4, { quantity: "Hessian", peers: false }),
  road("labels Int32Array", 1.5, { labels: "Int32Array" }),
  road("labels Uint8Array", 1.5, { labels: "Uint8Array" }),
  road("labels boolean[]", 4, { labels: "boolean[]" }),
  road("plain arrays", 7, { layout: "plain", overLoop: 2 }),
  road("nested, [N, 10]", 7, { layout: "nested", columns: 10 }),
  road("nested, [N, 1]", 12, { layout: "nested", columns: 1 }),
  road("a loss of one's own", 3, { own: true, peers: false }),
];
