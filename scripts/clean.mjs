// Removes the build of the package that it is run in, so that no file of an earlier one is packed.
import { rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
