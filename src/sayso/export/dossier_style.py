"""The style of a dossier, beside that of the page: references in small print, and its sheets of paper."""

from .style import STYLE

DOSSIER_STYLE = (
    STYLE
    + """
@page { margin: 2cm 1.8cm 2.2cm; @bottom-right { content: counter(page) " / " counter(pages);
  font: 8pt system-ui, sans-serif; } }
.facts, .contents, .note, .exhibit, .hashes, .verify { font-family: system-ui, sans-serif; }
.contents ol { padding-left: 1.6rem; } .contents li { margin: .15rem 0; }
.part { margin-top: 2.5rem; border-top: 2px solid var(--ink); padding-top: .6rem; }
.note { margin: .6rem 0; padding: .5rem .8rem; border-left: 4px solid var(--cue); white-space: pre-wrap; }
.note b { display: block; font-size: .85rem; color: var(--dim); font-weight: normal; }
.exhibit { margin: 1.8rem 0; padding-top: .4rem; border-top: 1px solid var(--line); }
.exhibit h3 { color: var(--ink); font-size: 1.05rem; margin: .4rem 0; }
.exhibit h3 .sign, .contents .sign { font-weight: bold; color: var(--link); padding-right: .5em; }
.sentence { margin: .5rem 0 .8rem; font: 1.1rem/1.65 Georgia, "Times New Roman", serif;
  white-space: pre-wrap; }
.facts { margin: .4rem 0; font-size: .85rem; line-height: 1.5; display: grid; gap: .1rem .9rem;
  grid-template-columns: 9.5rem minmax(0, 1fr); }
.facts dt { color: var(--dim); } .facts dd { margin: 0; overflow-wrap: anywhere; }
code { font: .92em ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.answer { margin-left: 1.2rem; }
.wide { overflow-x: auto; } .hashes table { border-collapse: collapse; width: 100%; font-size: .8rem; }
.hashes th, .hashes td { text-align: left; vertical-align: top; padding: .3rem .5rem .3rem 0;
  border-bottom: 1px solid var(--line); }
.hashes td { min-width: 9rem; } .places td { min-width: 0; } .places th:first-child { width: 4rem; }
.verify pre { font: .82rem/1.5 ui-monospace, "DejaVu Sans Mono", monospace; white-space: pre-wrap;
  padding: .6rem .8rem; border: 1px solid var(--line); border-radius: .4rem; overflow-wrap: anywhere; }
@media (max-width: 30rem) { body { padding: 1rem; } .facts { grid-template-columns: 1fr; gap: 0; }
  .facts dd { margin-bottom: .35rem; } .answer { margin-left: 0; } }
@media print { :root { color-scheme: light; } body { font-size: 10pt; } h1 { font-size: 20pt; }
  #documents, .sheet:not(.first), #hashes { break-before: page; } .contents { break-after: page; }
  .part { margin-top: 1rem; } .about { break-after: avoid; }
  .sentence, .note, .facts dt, .facts dd { break-inside: avoid; } .facts dt, .sentence { break-after: avoid; }
  .who li > .dim { break-after: auto; }
  .facts { font-size: 8pt; grid-template-columns: 6.5rem minmax(0, 1fr); } .sentence { font-size: 11pt; }
  .content { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .hashes table { font-size: 7.5pt; } .hashes tr { break-inside: avoid; } :target { outline: none; }
  a { color: inherit; text-decoration: none; } .facts a { text-decoration: underline; } }
"""
)
