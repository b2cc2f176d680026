// Copies what is shipped from the npm packages into the wheel's folder, with licences, versions and hashes.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const VENDOR = join(HERE, "..", "src", "sayso", "web", "static", "vendor");
const SHIPPED = {
  "htmx.org": { "dist/htmx.min.js": "htmx.min.js", LICENSE: "htmx.LICENSE" },
  uplot: {
    "dist/uPlot.esm.js": "uPlot.esm.js",
    "dist/uPlot.min.css": "uPlot.min.css",
    LICENSE: "uPlot.LICENSE",
  },
};

// Beside the module, so that the type checker takes the package's types for it; the browser never asks for it.
const TYPES = { "uPlot.esm.d.ts": 'export { default } from "uplot";\n' };

rmSync(VENDOR, { recursive: true, force: true });
mkdirSync(VENDOR, { recursive: true });
const packages = Object.entries(SHIPPED).map(([name, files]) => {
  const folder = join(HERE, "node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf-8"));
  const hashes = Object.entries(files).map(([from, to]) => {
    copyFileSync(join(folder, from), join(VENDOR, to));
    return [to, createHash("sha256").update(readFileSync(join(VENDOR, to))).digest("hex")];
  });
  return { name, version: about.version, license: about.license, sha256: Object.fromEntries(hashes) };
});
for (const [name, text] of Object.entries(TYPES)) writeFileSync(join(VENDOR, name), text);
writeFileSync(join(VENDOR, "manifest.json"), JSON.stringify({ packages }, null, 2) + "\n");
for (const { name, version, license } of packages) console.log(`${name} ${version} (${license})`);
