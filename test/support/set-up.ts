// Set-up of each test file.

import { closeAtEndOfFile } from "./end-of-file.js";

closeAtEndOfFile();
