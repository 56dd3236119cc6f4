// The quick trainings of the four tutorials: each learns, by a measure on data that it does not
// learn from.

import { thorough } from "@binary-crossentropy/test/tiers";
import { parseHTML } from "linkedom";
import { PNG } from "pngjs";
import { beforeAll, describe, expect, test } from "vitest";
import { positives } from "../src/keras/data/table.js";
import type { ImbalancedTraining } from "../src/keras/imbalanced/training.js";
import { energyDistance } from "../src/keras/measures/energy-distance.js";
import { startWasm } from "../src/keras/node/backend.js";
import { openSource } from "../src/keras/node/open-source.js";
import { toPng } from "../src/keras/node/png.js";
import { curvesFigure } from "../src/keras/pictures/curves.js";
import { gridPixels } from "../src/keras/pictures/pixels.js";
import type { Picture, Readings, Training } from "../src/keras/tutorial.js";
import { type TutorialName, tutorials } from "../src/keras/tutorials.js";
import { toSvg } from "../src/support/svg.js";

beforeAll(startWasm);

async function trainQuickly(
  name: TutorialName,
): Promise<{ training: Training; readings: Readings[] }> {
  const training = await tutorials[name].prepare(openSource(name, undefined), {
    quick: true,
    seed: 1,
  });
  const readings: Readings[] = [];
  while (training.done < training.total) readings.push(await training.advance());
  return { training, readings };
}

/** Each as a file, read again: lines per colour of an SVG, or the width and height of a PNG. */
function drawn(pictures: readonly Picture[]): Record<string, unknown> {
  return Object.fromEntries(
    pictures.map((picture) => [
      picture.name,
      picture.kind === "grid" ? sizeOf(toPng(gridPixels(picture))) : linesOf(picture),
    ]),
  );
}

function sizeOf(png: Buffer): { width: number; height: number } {
  const { width, height, data } = PNG.sync.read(png);
  expect(new Set(data).size).toBeGreaterThan(10);
  return { width, height };
}

function linesOf(picture: Extract<Picture, { kind: "curves" }>): (string | null)[] {
  const { title, colourOf, options } = curvesFigure(picture);
  const svg = toSvg(title, colourOf, options);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(svg).not.toContain("NaN");
  const { document } = parseHTML(`<!doctype html><body>${svg}</body>`);
  const paths = [...document.querySelectorAll('g[aria-label="line"] path')].filter((path) =>
    path.getAttribute("d")!.includes("L"),
  );
  return paths.map((path) => path.getAttribute("stroke"));
}

const [blue, orange, green, purple, grey] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#777777"];

describe("imbalanced", () => {
  let training: ImbalancedTraining;
  beforeAll(async () => {
    training = (await trainQuickly("imbalanced")).training as ImbalancedTraining;
  }, 180_000);

  const losses = (of: string) =>
    training.history.filter(({ stage }) => stage === of).map(({ loss }) => loss);
  const start = (stage: string) => losses(stage)[0]!;

  /** Of positive rows among those that are trained on. */
  const share = () => positives(training.parts.train) / training.parts.train.count;

  test("starts at ln 2 without a bias", () => {
    expect(start("zero bias")).toBeCloseTo(Math.LN2, 6);
  });

  test("starts at the entropy of the share of positives with it", () => {
    const p = share();
    expect(p).toBeGreaterThan(0.01);
    expect(p).toBeLessThan(0.03);
    expect(start("baseline")).toBeCloseTo(-p * Math.log(p) - (1 - p) * Math.log(1 - p), 6);
    expect(start("weighted")).toBe(start("baseline"));
  });

  test("says so in its report", async () => {
    const summary = await training.summary();
    expect(summary[1]).toBe("Loss before training without a bias: 0.693147; ln 2 = 0.693147.");
    expect(summary[2]).toMatch(
      /^Loss before training with the bias ln \(p \/ \(1 − p\)\): (0\.\d{6}); −p ln p − \(1 − p\) ln \(1 − p\) = \1\.$/,
    );
  });

  test.each(["baseline", "weighted", "oversampled"])(
    "%s ranks the validation rows at 0.5 average precision, from 0.02 by chance",
    (stage) => {
      const best = Math.max(
        ...training.history
          .filter((entry) => entry.stage === stage)
          .map((entry) => entry.averagePrecision),
      );
      expect(best).toBeGreaterThan(0.5);
    },
  );

  // At the start a positive row costs −ln p and a negative one −ln (1 − p), and both classes weigh
  // one half.
  test("class weights make the first epoch's loss what both classes cost on average", () => {
    const [first, p] = [losses("weighted")[1]!, share()];
    expect(first / ((-Math.log(p) - Math.log(1 - p)) / 2)).toBeGreaterThan(0.8);
    expect(first / ((-Math.log(p) - Math.log(1 - p)) / 2)).toBeLessThan(1.1);
  });

  test("draws losses, ROC and precision-recall curves of the three models", async () => {
    const pictures = await training.pictures();
    expect(drawn(pictures)).toEqual({
      bias: [grey, blue],
      losses: [blue, orange, blue, orange, blue, orange],
      roc: [blue, orange, green],
      "precision-recall": [blue, orange, green],
    });
  });
});

describe("dcgan", () => {
  test("moves what it makes of noise towards digits: energy distance from above 1 to below 0.7", {
    ...thorough,
    timeout: 180_000,
  }, async () => {
    const { training, readings } = await trainQuickly("dcgan");
    expect(readings.every((at) => Object.values(at).every(Number.isFinite))).toBe(true);
    // Who cannot tell: ln 2 for the generator, twice that for the discriminator.
    expect(readings[0]!["generator"]).toBeCloseTo(Math.LN2, 0);
    expect(readings[0]!["discriminator"]).toBeCloseTo(2 * Math.LN2, 0);
    const [first] = Array.from((await training.summary())[0]!.matchAll(/\d\.\d{3}/g), Number);
    expect(first).toBeGreaterThan(1);
    expect(readings.at(-1)!["distance to real digits"]).toBeLessThan(0.7);
    expect(drawn(await training.pictures())).toEqual({
      samples: { width: 708, height: 708 },
      losses: [orange, blue],
      measure: [green],
    });
  });
});

describe("pix2pix", () => {
  test("brings held-out outlines nearer to their digits than 0.35, from above 0.9", {
    ...thorough,
    timeout: 180_000,
  }, async () => {
    const { training, readings } = await trainQuickly("pix2pix");
    const [first] = Array.from((await training.summary())[0]!.matchAll(/\d\.\d{3}/g), Number);
    expect(first).toBeGreaterThan(0.9);
    expect(readings.at(-1)!["mean distance to the target"]).toBeLessThan(0.35);
    expect(readings.at(-1)!["distance"]).toBeLessThan(0.35);
    expect(drawn(await training.pictures())).toEqual({
      samples: { width: 856, height: 276 },
      losses: [orange, blue],
      measure: [green],
    });
  });
});

describe("cyclegan", () => {
  test("moves both translations towards the other kind and shortens the way there and back", {
    ...thorough,
    timeout: 180_000,
  }, async () => {
    const { training, readings } = await trainQuickly("cyclegan");
    const [first, last] = [readings[0]!, readings.at(-1)!];
    expect(first["cycle"]).toBeGreaterThan(15);
    expect(last["cycle"]).toBeLessThan(6);
    expect(last["distance of A→B to B"]).toBeLessThan(0.3);
    expect(last["distance of B→A to A"]).toBeLessThan(0.4);
    const names = await training.pictures();
    expect(drawn(names)).toEqual({
      samples: { width: 548, height: 412 },
      losses: [orange, purple, blue, green],
      measure: [green],
    });
  });
});

describe("the energy distance", () => {
  const samples = (data: number[], count: number) => ({ count, data: Float32Array.from(data) });

  // Of {0, 2} to {1, 5} in one dimension: 2 · (1 + 5 + 1 + 3) / 4 − 2 − 4.
  test("is what its definition gives", () => {
    expect(energyDistance(samples([0, 2], 2), samples([1, 5], 2))).toBeCloseTo(-1, 6);
    // In two dimensions, over √2: 2 · 5 − 0 − 0 for samples that are all alike.
    expect(energyDistance(samples([0, 0, 0, 0], 2), samples([3, 4, 3, 4], 2))).toBeCloseTo(
      10 / Math.SQRT2,
      6,
    );
  });
});
