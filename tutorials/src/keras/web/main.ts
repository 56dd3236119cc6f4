// The page as it is served.

import { mountPage } from "./page.js";
import { webSource } from "./source.js";

mountPage(document.querySelector("main")!, webSource);
