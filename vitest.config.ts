import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

// Tests import the package by its name and get its sources; scripts/check-pack.ts tests what is packed.
const alias = { "binary-crossentropy": fileURLToPath(new URL("src/index.ts", import.meta.url)) };

const chromium = {
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"],
};

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "node",
          include: ["test/**/*.test.ts"],
          exclude: ["test/browser/**"],
          typecheck: { enabled: true, checker: "tsc", tsconfig: "test/tsconfig.json", include: ["test/**/*.test-d.ts"] },
        },
      },
      // Everything that computes, once more with each of the kernels.
      ...["relaxed-simd", "simd", "javascript"].map((kernels) => ({
        resolve: { alias },
        test: {
          name: kernels,
          include: ["test/*.test.ts"],
          env: { KERNELS: kernels },
          setupFiles: ["test/support/kernels.ts"],
        },
      })),
      {
        resolve: { alias },
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          api: { host: "127.0.0.1" },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromium }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
