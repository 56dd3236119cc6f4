// A page as most servers send it: without the headers of cross-origin isolation, and so without
// shared memory. One replica computes there, and the page of the tutorials trains.

import { expect, onTestFinished, test } from "vitest";
import { mountPage } from "../../src/keras/web/page.js";
import { webSource } from "../../src/keras/web/source.js";

test("this page has no shared memory", () => {
  expect(crossOriginIsolated).toBe(false);
  expect(typeof SharedArrayBuffer).toBe("undefined");
});

test("a strategy of one replica computes, and MPI is refused by what is missing", async () => {
  const { MpiStrategy, Strategy } = await import("binary-crossentropy-distribute");
  expect(new Strategy().reduce("sum", 2)).toBe(2);
  expect(MpiStrategy.isLaunched()).toBe(false);
  await expect(MpiStrategy.start()).rejects.toThrow(
    "MpiStrategy.start: the platform must be Node, got one without its modules.",
  );
});

test("the page of the tutorials trains", { timeout: 120_000 }, async () => {
  const root = document.body.appendChild(document.createElement("main"));
  onTestFinished(() => root.remove());
  const form = mountPage(root, webSource);
  for (const [name, value] of Object.entries({
    tutorial: "imbalanced",
    backend: "webgl",
    length: "quick",
  })) {
    form.querySelector<HTMLSelectElement>(`[name=${name}]`)!.value = value;
  }
  form.requestSubmit();
  const done = () =>
    root.querySelector("progress")!.value >= 1 || root.dataset["state"] === "failed";
  await expect.poll(done, { timeout: 100_000 }).toBe(true);
  expect(root.querySelector("[role=alert]")!.textContent).toBe("");
  root.querySelector<HTMLButtonElement>("button[type=button]")!.click();
  await expect.poll(() => root.dataset["state"], { timeout: 100_000 }).toBe("done");
});
