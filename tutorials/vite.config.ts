// The configuration of `npm run page`, which serves the page of the tutorials.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { serveDigits } from "./src/keras/web/serve-digits.js";

export default defineConfig({
  root: fileURLToPath(new URL("src/keras/web", import.meta.url)),
  plugins: [serveDigits()],
  server: { host: "127.0.0.1", port: 5180 },
  // The package with strategies has parts for MPI, which a page never starts.
  worker: { format: "es", rolldownOptions: { external: ["koffi"] } },
  build: { outDir: fileURLToPath(new URL("out/page", import.meta.url)), emptyOutDir: true },
});
