// Draws pictures in the page: curves as SVG, grids on a canvas. They replace those drawn before.

import { figure } from "../../support/figure.js";
import { curvesFigure } from "../pictures/curves.js";
import { gridPixels } from "../pictures/pixels.js";
import type { Grid, Picture } from "../tutorial.js";

export function drawPictures(into: HTMLElement, pictures: readonly Picture[]): void {
  into.replaceChildren(...pictures.map(draw));
}

function draw(picture: Picture): HTMLElement {
  const place = document.createElement("figure");
  place.dataset["name"] = picture.name;
  if (picture.kind === "grid") {
    const caption = document.createElement("figcaption");
    caption.textContent = picture.title;
    place.append(caption, canvasOf(picture));
  } else {
    const { title, colourOf, options } = curvesFigure(picture);
    place.append(figure(document, title, colourOf, options));
  }
  return place;
}

function canvasOf(grid: Grid): HTMLCanvasElement {
  const { width, height, rgba } = gridPixels(grid);
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d")!.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas;
}
