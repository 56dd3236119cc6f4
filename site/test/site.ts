// The built site on a loopback port, and pages in headless Chromium that reach nothing else.

import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { type BrowserContextOptions, chromium, type Page } from "playwright";
import { inject } from "vitest";
import { base } from "./build.js";

const types: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".png": "image/png",
};

export const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export interface OpenPage {
  readonly page: Page;
  /** Errors of the page so far: in its console, thrown, and of requests. */
  readonly faults: readonly string[];
}

export interface Site {
  readonly origin: string;
  /** Every page, by its address under the base. */
  readonly paths: readonly string[];
  /** Serves a file beside those that are built. */
  add(path: string, body: string | Uint8Array): void;
  /** A new page that is nowhere yet. */
  newPage(options?: BrowserContextOptions): Promise<OpenPage>;
  /** The address of a page. */
  at(path: string): string;
  close(): Promise<void>;
}

/** Goes to a page of the site, and waits until it answers to keys and clicks. */
export async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  // Vue leaves its application there when it has taken over what was rendered before.
  await page.waitForFunction(() => "__vue_app__" in document.querySelector("#app")!);
}

/** @param isIsolated whether pages are served so that they may share memory with workers. */
export async function openSite({ isIsolated = true } = {}): Promise<Site> {
  const dist = inject("siteDist");
  const added = new Map<string, string | Uint8Array>();
  const server = createServer(({ url = "/" }, response) => {
    const path = decodeURI(url.replace(/[?#].*/, ""));
    const file = path.startsWith(base) ? path.slice(base.length) : "none";
    const name = file === "" || file.endsWith("/") ? `${file}index.html` : file;
    try {
      const body = added.get(name) ?? readFileSync(join(dist, name));
      const type = types[extname(name)] ?? "application/octet-stream";
      response.writeHead(200, { ...(isIsolated && isolation), "Content-Type": type }).end(body);
    } catch {
      response.writeHead(404, { "Content-Type": "text/plain" }).end("not found");
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--enable-unsafe-webgpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-quic",
    ],
  });

  return {
    origin,
    paths: readdirSync(dist, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".html") && name !== "404.html")
      .sort(),
    at: (path) => `${origin}${base}${path}`,
    add: (path, body) => added.set(path, body),
    async newPage(options) {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const faults: string[] = [];
      await context.route(
        (address) => address.protocol.startsWith("http") && address.origin !== origin,
        (route) => {
          faults.push(`asks for ${route.request().url()}`);
          return route.abort();
        },
      );
      page.on("console", (message) => {
        if (message.type() === "error") faults.push(message.text());
      });
      page.on("pageerror", (error) => faults.push(String(error.stack)));
      page.on("response", (response) => {
        if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
      });
      return { page, faults };
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
