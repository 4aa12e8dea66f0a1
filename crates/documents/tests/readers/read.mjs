// Writes the text of a PDF as pdf.js gives it: node read.mjs FILE
import { readFileSync } from "node:fs";
import { getDocument, VerbosityLevel } from "pdfjs-dist/legacy/build/pdf.mjs";

const data = new Uint8Array(readFileSync(process.argv[2]));
const paper = await getDocument({ data, verbosity: VerbosityLevel.ERRORS }).promise;
let text = "";
for (let number = 1; number <= paper.numPages; number += 1) {
  const page = await paper.getPage(number);
  const content = await page.getTextContent();
  text += content.items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join("");
  text += "\n";
}
process.stdout.write(text);
