// A site on a loopback port with the packages' files, its headers as asked, and pages in headless
// Chromium to look at it.

import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { type Browser, chromium, type Page } from "playwright";
import { modules } from "../entries/entries.js";

const root = new URL("../../", import.meta.url);
const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
};

/** What a bundler would resolve. TensorFlow.js and jax-js have bundles of their own for pages. */
const importMap = {
  imports: {
    ...Object.fromEntries([...modules].map(([entry, path]) => [entry, `/${path}`])),
    "@tensorflow/tfjs-core": "/node_modules/@tensorflow/tfjs-core/dist/tf-core.fesm.js",
    "@jax-js/jax": "/node_modules/@jax-js/jax/dist/index.js",
  },
};

export const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export interface Site {
  /**
   * Opens a page with a script, served with the headers, and gives what its `answer` is at last.
   */
  ask(script: string, headers?: Readonly<Record<string, string>>): Promise<unknown>;
  /** Every address that was asked for since the last call. */
  requests(): string[];
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const pages = new Map<string, { body: string; headers: Readonly<Record<string, string>> }>();
  let asked: string[] = [];
  const server = createServer(async ({ url = "/" }, response) => {
    const path = url.replace(/[?#].*/, "");
    asked.push(path);
    const own = pages.get(path);
    // Workers need the embedder policy of their page.
    const headers = {
      ...isolation,
      ...own?.headers,
      "Content-Type": types[extname(path)] ?? "text/html",
    };
    if (own && Object.keys(own.headers).every((name) => !name.startsWith("Cross-Origin"))) {
      for (const name of Object.keys(isolation)) delete (headers as Record<string, string>)[name];
    }
    try {
      const body = own?.body ?? (await readFile(new URL(`.${path}`, root)));
      response.writeHead(200, headers).end(body);
    } catch {
      response.writeHead(404, { "Content-Type": "text/plain" }).end("not found");
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const browser = await launch();
  let count = 0;

  return {
    async ask(script, headers = {}) {
      const path = `/page-${++count}.html`;
      const body =
        `<!doctype html><title>page</title><script type="importmap">${JSON.stringify(importMap)}</script>` +
        `<script type="module">${script}\ngiveAnswer(answer);</script>`;
      pages.set(path, { body, headers });
      const page = await browser.newPage();
      try {
        return await answerOf(page, `http://127.0.0.1:${port}${path}`);
      } finally {
        await page.close();
      }
    },
    requests() {
      const all = asked;
      asked = [];
      return all;
    },
    async close() {
      await browser.close();
      await stop(server);
    },
  };
}

/**
 * The page's answer, or whatever error it ended with. The page hands it over: its policy may forbid
 * to look into it.
 */
async function answerOf(page: Page, address: string): Promise<unknown> {
  let give: (answer: unknown) => void;
  const answered = new Promise<unknown>((resolve) => {
    give = resolve;
  });
  const failed = new Promise<never>((_, reject) => page.on("pageerror", reject));
  await page.exposeFunction("giveAnswer", (answer: unknown) => give(answer));
  await page.goto(address);
  return Promise.race([failed, answered]);
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-quic",
    ],
  });
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
