// VitePress's own theme, without its web fonts, which would be the largest part of a page.

import DefaultTheme from "vitepress/theme-without-fonts";
import "./site.css";

export default DefaultTheme;
