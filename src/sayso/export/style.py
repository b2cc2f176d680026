"""The style sheet of the HTML page: colour and underline together, light and dark, screen and paper."""

STYLE = """
:root { color-scheme: light dark; --ink: #1b1d22; --paper: #fff; --dim: #595f69; --line: #d5d8de;
  --link: #0b4fa8; --source: #0b4fa8; --cue: #8a1c7c; --direct: #d9f2df; --mixed: #fdeeca;
  --indirect: #e8ebf2; --direct-line: #1b7a36; --mixed-line: #96650a; --indirect-line: #596480; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e9ec; --paper: #16181d; --dim: #a5abb6; --line: #3a3f49; --link: #8ab8ff;
    --source: #8ab8ff; --cue: #f09be3; --direct: #17351f; --mixed: #3d2f0c; --indirect: #272c3a;
    --direct-line: #6fd08b; --mixed-line: #e3b04f; --indirect-line: #9aa8cc; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 78rem; color: var(--ink); background: var(--paper);
  font: 1.05rem/1.65 Georgia, "Times New Roman", serif; overflow-wrap: break-word; }
h1, h2, h3, .about, .legend, .who, .skip { font-family: system-ui, sans-serif; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.35rem; line-height: 1.3; margin-bottom: .2rem; }
h3 { font-size: 1rem; color: var(--dim); }
a { color: var(--link); } a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; } .skip:focus { position: static; }
.about, .dim { color: var(--dim); font-size: .9rem; }
.about { margin: 0 0 1rem; }
.legend { font-size: .9rem; padding: .5rem .8rem; border: 1px solid var(--line); border-radius: .4rem; }
.document { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .5rem; }
.sides { display: grid; gap: 2rem; }
@media (min-width: 62rem) { .sides { grid-template-columns: 3fr 2fr; } }
.text { white-space: pre-wrap; }
.source { color: var(--source); text-decoration: underline double; text-underline-offset: .15em; }
.cue { color: var(--cue); font-weight: bold; }
.content { padding: .08em 0; border-bottom: 2px none; -webkit-box-decoration-break: clone;
  box-decoration-break: clone; }
.direct { background: var(--direct); border-bottom: 2px solid var(--direct-line); }
.mixed { background: var(--mixed); border-bottom: 2px dashed var(--mixed-line); }
.indirect { background: var(--indirect); border-bottom: 2px dotted var(--indirect-line); }
.direct.inner { border-top: 2px solid var(--direct-line); }
.mixed.inner { border-top: 2px dashed var(--mixed-line); }
.indirect.inner { border-top: 2px dotted var(--indirect-line); }
.number { font: bold .7rem system-ui, sans-serif; vertical-align: super; line-height: 0; padding: 0 .15em;
  text-decoration: none; -webkit-user-select: none; user-select: none; }
.who { font-size: .95rem; line-height: 1.5; padding-left: 2rem; }
.who li { margin-bottom: .9rem; } .who blockquote { margin: .2rem 0; white-space: pre-wrap; }
.who .within { margin-top: .7rem; padding-left: 1.9rem; border-left: 3px double var(--line); }
.who dl { margin: .1rem 0 0; color: var(--dim); font-size: .9rem; display: grid; gap: 0 .6rem;
  grid-template-columns: 5.4rem 1fr; }
.who dt { font-weight: bold; } .who .here { white-space: nowrap; } .who dd { margin: 0; }
.who details { font-size: .9rem; color: var(--dim); } .who summary { cursor: pointer; }
:target { outline: 3px solid var(--link); outline-offset: 3px; }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; } .skip { display: none; }
  .sides { display: block; } h2, h3, .who li > div, .who blockquote { break-after: avoid; }
  .who blockquote, .who dl { break-inside: avoid; } .who details, .who .here { display: none; }
  .document + .document { break-before: page; } }
"""
