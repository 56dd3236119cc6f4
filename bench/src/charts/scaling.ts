// Which part of a step is computing against the size of the model: measured for two replicas,
// calculated for more.

import { dot, line, ruleY, text } from "@observablehq/plot";
import {
  type DistributeResults,
  modelledRanks,
  modelledTransport,
} from "../distribute/distribute-tables.js";
import { computingOf, efficiency, modelSizes, networkOf } from "../distribute/model.js";
import { toSvg } from "./svg.js";

const colours = ["#0072b2", "#00703c", "#e07b00", "#c0392b"];
const title = "Which part of a step is computing, by size of the model";

export function scalingChart({ allReduce, steps }: DistributeResults): string {
  const measured = steps.filter(({ transport }) => transport === modelledTransport);
  const network = networkOf(allReduce.filter(({ transport }) => transport === modelledTransport));
  const computing = computingOf(measured);
  const lines = [2, ...modelledRanks].map((ranks, i) => ({
    name: `${ranks.toLocaleString("en")} replicas`,
    colour: colours[i]!,
    points: modelSizes.map((parameters) => ({
      parameters,
      share: 100 * efficiency(network, computing, ranks, parameters),
    })),
  }));
  const dots = measured.map(({ parameters, computing_ns, communicating_ns }) => ({
    parameters,
    share: (100 * computing_ns) / (computing_ns + communicating_ns),
  }));
  const legend = lines.map(({ name, colour }, i) => ({ name, colour, share: 96 - 6 * i }));
  return toSvg(title, {
    width: 860,
    height: 460,
    marginTop: 52,
    marginBottom: 46,
    marginLeft: 56,
    marginRight: 130,
    x: {
      type: "log",
      label: "parameters",
      labelAnchor: "center",
      labelArrow: "none",
      grid: true,
      tickFormat: "~s",
    },
    y: { domain: [0, 100], label: null, grid: true, tickFormat: (value: number) => `${value} %` },
    marks: [
      ruleY([50], { stroke: "#222222", strokeDasharray: "4 3" }),
      ...lines.map(({ points, colour }) =>
        line(points, { x: "parameters", y: "share", stroke: colour, strokeWidth: 2 }),
      ),
      dot(dots, { x: "parameters", y: "share", fill: colours[0]!, r: 4 }),
      text(legend, {
        frameAnchor: "right",
        y: "share",
        text: "name",
        fill: "colour",
        textAnchor: "start",
        dx: 8,
        fontWeight: 600,
      }),
      text(["● measured"], {
        frameAnchor: "right",
        y: [72],
        textAnchor: "start",
        dx: 8,
        fill: colours[0]!,
      }),
    ],
  });
}
