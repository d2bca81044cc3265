/** The style of a report. Nothing is loaded from elsewhere. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1c2430; --muted: #667085; --line: #d7dce3; --card: #f6f7f9; --back: #fff;
  --a: #2563eb; --b: #94a3b8; --c: #dc2626; --d: #0d9488; --e: #b45309; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ee; --muted: #98a2b3; --line: #344054; --card: #1d242f;
  --back: #12171f; --a: #6ea8fe; --b: #64748b; --c: #f87171; --d: #2dd4bf; --e: #fbbf24; } }
body { font: 14px/1.45 system-ui, sans-serif; color: var(--text); background: var(--back); max-width: 960px; margin: 24px auto; padding: 0 16px; }
h1 { font-size: 20px; margin: 0 0 4px; } h2 { font-size: 15px; margin: 28px 0 8px; }
p.outcome { margin: 0 0 16px; color: var(--muted); } p.outcome.bad { color: var(--c); }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(88px, 1fr)); gap: 8px; margin: 0; }
dl div { background: var(--card); border-radius: 6px; padding: 8px 10px; } dt { color: var(--muted); font-size: 12px; }
dd { margin: 0; font-size: 18px; font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; margin: 4px 0; overflow: visible; } text { font-size: 12px; fill: var(--muted); }
text.name { fill: var(--text); font-weight: 600; } text.tick { text-anchor: middle; }
polyline { fill: none; stroke-width: 1.8; stroke: currentColor; } polygon { fill: currentColor; stroke: none; fill-opacity: .18; }
.a { color: var(--a); } .b { color: var(--b); } .c { color: var(--c); } .d { color: var(--d); } .e { color: var(--e); }
text.a, text.b, text.c, text.d, text.e { fill: currentColor; } rect.wait { fill: var(--e); } line.axis { stroke: var(--line); }
div.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: 5px 8px; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
th { color: var(--muted); font-weight: 500; } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
`;
