/** The report's style sheet. Fonts of the system, colours of its light or dark mode; nothing is loaded. */
export const styles = `
:root { color-scheme: light dark; --bg: #f6f7f9; --card: #fff; --text: #1c2330; --soft: #5d6776; --line: #e1e5eb;
  --a: #3457d5; --b: #d0662b; --good: #1a7f4f; --good-bg: #e4f4ec; --alone: #aab3c0; --warn: #8a5a00; --warn-bg: #fdf1d8;
  --code: #f7f8fa; --add: #e6f6ea; --del: #fdebec; --crit: #b42318; }
@media (prefers-color-scheme: dark) { :root { --bg: #12161d; --card: #1a202a; --text: #e6eaf0; --soft: #9aa5b4; --line: #2c3442;
  --a: #8aa2ff; --b: #f0965f; --good: #56c88f; --good-bg: #17352a; --alone: #566173; --warn: #f0c36a; --warn-bg: #3a2f17;
  --code: #151a22; --add: #16301f; --del: #3a1f22; --crit: #ff8a7d; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--text); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 36px 24px 80px; }
h1 { font-size: 27px; line-height: 1.25; margin: 0 0 6px; letter-spacing: -.01em; }
h2 { font-size: 19px; margin: 44px 0 12px; }
h3 { font-size: 15px; margin: 0; }
p { margin: 8px 0; } .soft { color: var(--soft); } .small { font-size: 13px; }
code, pre, .mono { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 12.5px; }
code { background: var(--code); border: 1px solid var(--line); border-radius: 4px; padding: 0 4px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 14px; margin: 24px 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px 18px; }
.card .big { font-size: 30px; font-weight: 650; line-height: 1.15; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.card .big.two { font-size: 21px; line-height: 1.65; }
.card .what { font-weight: 600; } .card .of { color: var(--soft); font-size: 13px; }
.panel { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 18px 20px; overflow-x: auto; }
svg { display: block; max-width: 100%; height: auto; } svg text { font: 12.5px system-ui, "DejaVu Sans", sans-serif; fill: var(--text); } svg text.soft { fill: var(--soft); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; } th { color: var(--soft); font-weight: 600; font-size: 13px; }
.verdicts { margin: 14px 0 0; padding-left: 18px; }
.key { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 6px; }
.side-a { background: var(--a); } .side-b { background: var(--b); } .good { background: var(--good); } .alone { background: var(--alone); } .below { color: var(--warn); }
details.pull { background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin: 12px 0; }
details.pull > summary { cursor: pointer; padding: 13px 18px; display: flex; gap: 10px; align-items: baseline; flex-wrap: wrap; list-style: none; }
details.pull > summary::-webkit-details-marker { display: none; }
details.pull > summary::before { content: "▸"; color: var(--soft); } details.pull[open] > summary::before { content: "▾"; }
.title { font-weight: 600; overflow-wrap: anywhere; } .push { margin-left: auto; }
.body { padding: 0 18px 16px; }
.tag { display: inline-block; border-radius: 999px; padding: 1px 9px; font-size: 12px; font-weight: 600; white-space: nowrap; border: 1px solid var(--line); color: var(--soft); }
.tag.agrees { background: var(--good-bg); color: var(--good); border-color: transparent; }
.tag.warn { background: var(--warn-bg); color: var(--warn); border-color: transparent; }
.tag.critical, .tag.high { color: var(--crit); border-color: currentColor; }
.comment { border-left: 3px solid var(--alone); padding: 2px 0 2px 14px; margin: 14px 0; } .comment.right { border-color: var(--good); }
.comment .where { display: flex; gap: 8px; flex-wrap: wrap; align-items: center; }
.words { overflow-wrap: anywhere; white-space: pre-line; margin: 6px 0; }
pre.code { background: var(--code); border: 1px solid var(--line); border-radius: 8px; margin: 8px 0; padding: 8px 0; overflow-x: auto; line-height: 1.5; }
pre.code span { display: block; padding: 0 12px; white-space: pre; } pre.code .added { background: var(--add); } pre.code .removed { background: var(--del); }
pre.code .at { box-shadow: inset 3px 0 var(--a); } pre.code i { font-style: normal; color: var(--soft); display: inline-block; width: 4.2em; text-align: right; padding-right: 1.1em; user-select: none; }
.truth { background: var(--good-bg); border-radius: 8px; padding: 8px 12px; margin: 8px 0; overflow-wrap: anywhere; } .truth.missed { background: var(--warn-bg); }
.truth b { font-weight: 600; } ul.notes { padding-left: 18px; } ul.notes li { margin: 6px 0; }
@media print { body { background: #fff; } details.pull { break-inside: avoid; } }
`;
