// The style of a report: one column on a phone, two if there is room, colours for light and dark.

export const style = `
:root { color-scheme: light dark; --paper: #ffffff; --card: #f6f7f9; --ink: #1a1d21; --soft: #5b6470; --line: #d5dae1; --a: #0067a5; --b: #c2500a; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171b; --card: #1d2126; --ink: #e9ecf0; --soft: #a2abb6; --line: #3a414a; --a: #5db3ee; --b: #f39a56; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.25rem 1rem 3rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 0 0 .25rem; }
p { margin: 0 0 .75rem; color: var(--soft); overflow-wrap: anywhere; }
.whole { white-space: nowrap; }
.headline { color: var(--ink); font-size: 1.1rem; margin: .75rem 0; max-width: 60rem; }
.origin { font-size: .85rem; }
code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
code span { display: inline-block; max-width: 100%; }
.measures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .6rem; margin: 1rem 0; }
.measure { background: var(--card); border-radius: .5rem; padding: .6rem .75rem; }
.measure b { display: block; font-size: 1.2rem; font-variant-numeric: tabular-nums; }
.measure span { color: var(--soft); font-size: .85rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 1rem; align-items: start; }
section { background: var(--card); border-radius: .5rem; padding: .9rem 1rem; min-width: 0; margin-bottom: 1rem; }
.charts section { margin: 0; }
.charts + section { margin-top: 1rem; }
section p { font-size: .9rem; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums; }
svg .name { fill: var(--ink); }
svg .value { paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
.grid { stroke: var(--line); stroke-width: 1; }
.ideal { stroke: var(--soft); stroke-dasharray: 4 4; fill: none; }
.a { fill: var(--a); } .b { fill: var(--b); }
.a-line { stroke: var(--a); } .b-line { stroke: var(--b); }
.interval { stroke: var(--a); stroke-width: 4; stroke-linecap: round; }
.whisker { stroke: var(--ink); stroke-width: 1.5; }
.whisker.soft { stroke: var(--soft); opacity: .6; }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
.key { display: inline-block; width: .7em; height: .7em; border-radius: 2px; margin: 0 .3em 0 .1em; }
.a-key { background: var(--a); } .b-key { background: var(--b); }
.wide { overflow-x: auto; background: linear-gradient(90deg, var(--card) 40%, transparent) left / 2.5rem 100% no-repeat local,
  linear-gradient(270deg, var(--card) 40%, transparent) right / 2.5rem 100% no-repeat local,
  linear-gradient(90deg, var(--line), transparent) left / .9rem 100% no-repeat scroll,
  linear-gradient(270deg, var(--line), transparent) right / .9rem 100% no-repeat scroll; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--soft); font-weight: 500; }
th.text, td.text { text-align: left; max-width: 22rem; overflow: hidden; text-overflow: ellipsis; }
:focus-visible { outline: 3px solid var(--a); outline-offset: 2px; }
@media print {
  :root { color-scheme: light; --paper: #ffffff; --card: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb; --a: #0067a5; --b: #c2500a; }
  @page { margin: 1.5cm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  * { print-color-adjust: exact; }
  .charts { display: block; columns: 2; }
  section, .measure { border: 1px solid var(--line); }
  .charts section, .measure, tr { break-inside: avoid; }
  .charts section { margin-bottom: 1rem; }
  h2 { break-after: avoid; }
  .wide { overflow: visible; background: none; }
  table { font-size: 8pt; }
  th, td { padding: .15rem .25rem; white-space: normal; }
  thead { display: table-header-group; }
}
@media (max-width: 30rem) {
  th, td { padding: .3rem .35rem; }
  th.text, td.text { white-space: normal; overflow-wrap: anywhere; min-width: 6.5rem; max-width: 9rem; }
}
`;
