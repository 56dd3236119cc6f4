// What the main job draws of its models.

import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { classNames } from "../../src/wdbc/data.js";
import { histogram, lossPicture, probabilityPicture } from "../../src/wdbc/pictures.js";
import { lossChart } from "../../src/wdbc/terminal-chart.js";
import { parts, trainBoth } from "./models.js";

describe("the pictures", () => {
  const [plain, balanced] = trainBoth();

  test("have a line of each part in each panel", () => {
    const svg = readSvg(lossPicture([plain, balanced]));
    const lines = [...svg.querySelectorAll('g[aria-label="line"] path')].map((path) =>
      path.getAttribute("stroke"),
    );
    expect(lines).toEqual(["#0072b2", "#d55e00", "#0072b2", "#d55e00"]);
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        "■ train",
        "■ validation",
        `plain loss, best at epoch ${plain.best.epoch}`,
        `balanced loss, best at epoch ${balanced.best.epoch}`,
        "loss (nats)",
        "epoch",
      ]),
    );
  });

  test("have a histogram of each class in each panel", () => {
    const bars = histogram(plain, parts.test);
    const rows = classNames.map((name) =>
      bars.filter((bar) => bar.class === name).reduce((sum, { count }) => sum + count, 0),
    );
    expect(rows).toEqual([89, 53]);
    const svg = readSvg(probabilityPicture([plain, balanced], parts.test));
    const fills = [...svg.querySelectorAll('g[aria-label="rect"] rect')].map((rect) =>
      rect.getAttribute("fill"),
    );
    expect(new Set(fills)).toEqual(new Set(["#0072b2", "#d55e00"]));
    expect(texts(svg)).toEqual(
      expect.arrayContaining(["■ benign", "■ malignant", "predicted probability of malignant"]),
    );
  });

  test("are drawn in characters", () => {
    expect(lossChart(plain)).toMatch(
      /^Loss in nats, plain: ● train, ○ validation, best at epoch \d+\n[\s\S]*●●[\s\S]*epoch$/,
    );
    expect(lossChart(plain)).toContain("○○");
  });
});

function readSvg(text: string): Element {
  expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(text).not.toContain("NaN");
  return parseHTML(`<!doctype html><body>${text}</body>`).document.querySelector("svg")!;
}

function texts(svg: Element): (string | null)[] {
  return [...svg.querySelectorAll("text")].map((node) => node.textContent?.trim() ?? null);
}
