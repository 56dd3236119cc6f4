// The curves that every adversarial training shows: the losses, and the measure of the generator.

import type { History } from "../training/history.js";
import type { Colour, Curves } from "../tutorial.js";

export function lossCurves(
  title: string,
  history: History,
  colours: Readonly<Record<string, Colour>>,
): Curves {
  const lines = Object.entries(colours).map(([name, colour]) => history.line(name, colour));
  return {
    kind: "curves",
    name: "losses",
    title: `${title}: losses`,
    x: { label: "step", scale: "whole" },
    y: { label: "loss (nats)" },
    lines,
  };
}

export function measureCurve(title: string, history: History, name: string): Curves {
  const line = { ...history.line(name, "green"), points: history.points(name) };
  return {
    kind: "curves",
    name: "measure",
    title: `${title}: ${name}`,
    x: { label: "step", scale: "whole" },
    y: { label: name, scale: "from 0" },
    lines: [line],
  };
}
