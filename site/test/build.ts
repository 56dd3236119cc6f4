// Builds the site once for all tests, under a base path, as `npm run site:build` does. SITE_DIST
// names a build that is there already.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

export const base = "/under/a/path/";

const site = fileURLToPath(new URL("..", import.meta.url));

export default function setup({ provide }: TestProject): void {
  const built = process.env["SITE_DIST"];
  const dist = built ?? `${site}.vitepress/cache/tested`;
  if (built === undefined) {
    const build = ["run", "--silent", "build", "--", "--base", base, "--outDir", dist];
    execFileSync("npm", build, { cwd: site, stdio: ["ignore", "ignore", "inherit"] });
  }
  provide("siteDist", dist);
}

declare module "vitest" {
  export interface ProvidedContext {
    siteDist: string;
  }
}
