"""How to verify what a dossier says, told to whoever holds the paper."""

VERIFY = """<p>Offsets count Unicode code points of the document’s text, from 0, the end not included: in
Python, <code>text[start:end]</code>. The archive’s SHA-256 is that of the bytes as they were fetched or
handed in, or as they stand, unpacked, in the web archive that is named, which is then where to look for
them; the text’s is that of the text in UTF-8. The ids of documents and attributions are themselves
hashes, of the bytes and their origin, and of the spans. Exported as a ledger, the same collection holds the
bytes and the texts, and <code>sayso verify</code> holds every hash, id and slice to them (with
<code>--archives</code> also to bytes in web archives). Without Sayso:</p>
<pre>python3 - ledger.db DOCUMENT_ID START END &lt;&lt;'END'
import hashlib, sqlite3, sys, zlib
ledger, document, start, end = sys.argv[1:]
row = sqlite3.connect(ledger).execute(
    "SELECT a.bytes, d.text FROM documents d JOIN archives a ON a.sha256 = d.sha256 WHERE d.id = ?",
    (document,)).fetchone()
if row[0]:
    print("archive", hashlib.sha256(zlib.decompress(row[0])).hexdigest())
print("text   ", hashlib.sha256(row[1].encode()).hexdigest())
print(row[1][int(start):int(end)])
END</pre>
"""
