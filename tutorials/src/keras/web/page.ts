// One page for all four tutorials: choose one, watch its curves and samples while it trains, and
// stop it at any time.

import type { Source } from "../data/source.js";
import type { Readings, Training } from "../tutorial.js";
import { type TutorialName, tutorials } from "../tutorials.js";
import { type Backend, backends, startBackend } from "./backend.js";
import { drawPictures } from "./draw.js";

/** Shortest time between two drawings. */
const patience = 1_500; // ms

const html = `
  <h1>Tutorials for binary cross-entropy</h1>
  <form>
    <label>tutorial <select name="tutorial"></select></label>
    <label>backend <select name="backend"></select></label>
    <label>length <select name="length"><option value="quick">quick</option><option value="full">full</option></select></label>
    <label>seed <input name="seed" type="number" value="1" min="0" max="2147483647" required /></label>
    <button>Start</button>
    <button type="button" disabled>Stop</button>
  </form>
  <progress value="0"></progress>
  <output></output>
  <p role="alert" hidden></p>
  <div data-part="pictures"></div>
  <pre></pre>`;

/** @returns the page's form, which starts a training when it is submitted. */
export function mountPage(root: HTMLElement, source: Source): HTMLFormElement {
  root.innerHTML = html;
  const find = <E extends Element>(selector: string) => root.querySelector<E>(selector)!;
  const form = find<HTMLFormElement>("form");
  const [start, stop] = [
    find<HTMLButtonElement>("button"),
    find<HTMLButtonElement>("button[type=button]"),
  ];
  const [bar, status, alert] = [
    find<HTMLProgressElement>("progress"),
    find<HTMLOutputElement>("output"),
    find<HTMLElement>("[role=alert]"),
  ];
  const [pictures, summary] = [find<HTMLElement>("[data-part=pictures]"), find<HTMLElement>("pre")];
  fill(
    find("select[name=tutorial]"),
    Object.entries(tutorials).map(([name, { title }]) => [name, title]),
  );
  fill(
    find("select[name=backend]"),
    backends.map((name) => [name, name]),
  );
  if (!("gpu" in navigator)) find<HTMLSelectElement>("select[name=backend]").value = "webgl";

  let stopped = false;
  stop.addEventListener("click", () => {
    stopped = true;
  });

  async function train(): Promise<void> {
    const chosen = new FormData(form);
    const tutorial = tutorials[chosen.get("tutorial") as TutorialName];
    pictures.replaceChildren();
    summary.textContent = "";
    status.textContent = `Data: ${tutorial.otherwise}.`;
    await startBackend(chosen.get("backend") as Backend);
    const training = await tutorial.prepare(source, {
      quick: chosen.get("length") === "quick",
      seed: Number(chosen.get("seed")),
    });
    bar.max = training.total;
    let drawn = performance.now();
    while (training.done < training.total && !stopped) {
      const readings = await training.advance();
      bar.value = training.done;
      status.textContent = describe(training, readings);
      // Lets the page redraw and react to the button.
      await new Promise(requestAnimationFrame);
      if (performance.now() - drawn < patience) continue;
      drawPictures(pictures, await training.pictures());
      drawn = performance.now();
    }
    drawPictures(pictures, await training.pictures());
    summary.textContent = (await training.summary()).join("\n");
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    [start.disabled, stop.disabled, alert.hidden, stopped] = [true, false, true, false];
    root.dataset["state"] = "training";
    try {
      await train();
      root.dataset["state"] = "done";
    } catch (error) {
      [alert.textContent, alert.hidden] = [(error as Error).message, false];
      root.dataset["state"] = "failed";
    }
    [start.disabled, stop.disabled] = [false, true];
  });
  return form;
}

function fill(
  select: HTMLSelectElement,
  options: readonly (readonly [value: string, text: string])[],
): void {
  select.append(...options.map(([value, text]) => new Option(text, value)));
}

function describe({ unit, done, total }: Training, readings: Readings): string {
  const numbers = Object.entries(readings).map(([name, value]) => `${name} ${value.toFixed(3)}`);
  return [`${unit} ${done} of ${total}`, ...numbers].join("   ");
}
