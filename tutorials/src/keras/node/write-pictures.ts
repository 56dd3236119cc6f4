// Writes the pictures of a training to files: curves as SVG, grids as PNG.

import { writeOutput } from "../../support/output-folder.js";
import { toSvg } from "../../support/svg.js";
import { curvesFigure } from "../pictures/curves.js";
import { gridPixels } from "../pictures/pixels.js";
import type { Picture } from "../tutorial.js";
import { toPng } from "./png.js";

/** @returns the paths, each as the user would type it. */
export async function writePictures(
  folder: string,
  pictures: readonly Picture[],
): Promise<string[]> {
  const paths: string[] = [];
  for (const picture of pictures) paths.push(await writePicture(folder, picture));
  return paths;
}

function writePicture(folder: string, picture: Picture): Promise<string> {
  if (picture.kind === "grid")
    return writeOutput(folder, `${picture.name}.png`, toPng(gridPixels(picture)));
  const { title, colourOf, options } = curvesFigure(picture);
  return writeOutput(folder, `${picture.name}.svg`, toSvg(title, colourOf, options));
}
