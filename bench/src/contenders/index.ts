// Every contender, in the order of the tables. Ratios are to the hand-written loop.

import type { Contender } from "./contender.js";
import { handWritten } from "./hand-written.js";
import { thisPackage } from "./this-package.js";

export const contenders: readonly Contender[] = [thisPackage, handWritten];
