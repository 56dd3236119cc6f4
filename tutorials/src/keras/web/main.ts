// The script of the page.

import { mountPage } from "./page.js";
import { webSource } from "./source.js";

mountPage(document.querySelector("main")!, webSource);
