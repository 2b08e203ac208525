/** The page's style sheet: readable on a phone, on paper, and in the dark (charts stay on white cards). */
export const pageStyle = `
:root { color-scheme: light dark; --text: #1d2329; --faint: #59636e; --back: #f6f7f9; --card: #fff; --line: #dde1e6;
  --good: #00664a; --good-back: #d7f2e9; --bad: #a03c00; --bad-back: #fde4d5; --calm-back: #e6eaef; }
@media (prefers-color-scheme: dark) { :root { --text: #e7eaee; --faint: #a4aeb9; --back: #14181c; --card: #1d2329; --line: #363f48;
  --good: #6fdcb9; --good-back: #10382d; --bad: #ffb28a; --bad-back: #45240f; --calm-back: #2c343c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.8rem 0 .8rem; }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .5rem; overflow-wrap: anywhere; }
p { margin: .5rem 0; overflow-wrap: anywhere; max-width: 72ch; }
.faint { color: var(--faint); }
.badge { display: inline-block; padding: .1rem .65rem; border-radius: 1rem; font-weight: 600; font-size: .9rem;
  background: var(--calm-back); margin: 0 .3rem .3rem 0; }
.good { color: var(--good); background: var(--good-back); }
.bad { color: var(--bad); background: var(--bad-back); }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: .8rem; margin: 1.2rem 0; padding: 0; }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem .9rem; }
.figures dt { color: var(--faint); font-size: .85rem; }
.figures dd { margin: 0; }
.figures .value { font-size: 1.35rem; font-weight: 650; line-height: 1.3; }
.figures .detail { color: var(--faint); font-size: .85rem; line-height: 1.4; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .6rem .6rem 0; color: var(--faint); font-size: .85rem; }
th, td { padding: .4rem .6rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
thead th, thead .number, thead .moment { border-top: 0; font-weight: 600; white-space: normal; overflow-wrap: normal; vertical-align: bottom; }
tbody th { font-weight: 600; }
td.text { min-width: 12rem; }
.number { text-align: right; white-space: nowrap; overflow-wrap: normal; }
.moment { white-space: nowrap; overflow-wrap: normal; }
tr.rollback td, tr.rollback th { background: var(--bad-back); }
.waits { display: flex; height: .6rem; border-radius: .3rem; overflow: hidden; margin: .35rem 0 .3rem; min-width: 16rem; }
.wait { background: var(--wait); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .85rem; color: var(--faint); max-width: none; }
.legend .wait { display: inline-block; width: .8rem; height: .8rem; border-radius: .2rem; vertical-align: -.1rem; }
.head-node { --wait: #56B4E9; } .node-boot { --wait: #0072B2; } .pool { --wait: #D55E00; } .room { --wait: #E69F00; }
.start-up { --wait: #009E73; } .failed-start { --wait: #A03C00; } .drain { --wait: #CC79A7; } .command, .pace { --wait: #B5B5B5; }
ul.violations { margin: .3rem 0 0; padding-left: 1.2rem; }
figure { margin: 0 0 1.2rem; background: #fff; color: #222; border: 1px solid var(--line); border-radius: .6rem; overflow: hidden; }
figure .chart { overflow-x: auto; padding: .4rem; }
figure svg { display: block; width: 100%; min-width: 640px; height: auto; }
figcaption { padding: .2rem 1.2rem .8rem; font-size: .85rem; color: #555; }
@media (max-width: 600px) { main { padding-top: 1.2rem; } h1 { font-size: 1.5rem; } th, td { padding: .35rem .5rem; } }
@media print { :root { color-scheme: light; } body { background: #fff; font-size: 11pt; } main { max-width: none; padding: 0; }
  figure, .figures div, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } .scroll { overflow: visible; }
  figure svg { min-width: 0; } }
`;
