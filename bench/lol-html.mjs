// Times lol-html over a folder's HTML documents: each web link of an <a> gets a ready-made URL, and a pixel goes to the end.
// Prints the name, the median milliseconds for all documents, those of the very first round, and the bytes that came out. Arguments: the folder, warm-up rounds, rounds.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import rewriters from "html-rewriter-wasm";

const [folder, warmUps, rounds] = process.argv.slice(2);
const url = "https://links.example.com/c/" + "x".repeat(105);
const pixel = `<img src="${url}" width="1" height="1" alt="">`;
const documents = readdirSync(folder)
  .filter((name) => name.endsWith(".html"))
  .map((name) => new Uint8Array(readFileSync(join(folder, name))));

async function rewrite(document) {
  let bytes = 0;
  const rewriter = new rewriters.HTMLRewriter((chunk) => (bytes += chunk.length));
  rewriter.on("a[href]", {
    element(a) {
      if (/^https?:\/\//i.test(a.getAttribute("href"))) {
        a.setAttribute("href", url);
      }
    },
  });
  rewriter.onDocument({ end: (end) => end.append(pixel, { html: true }) });
  try {
    await rewriter.write(document);
    await rewriter.end();
  } finally {
    rewriter.free();
  }
  return bytes;
}

const took = [];
let first;
let bytes = 0;
for (let round = -Number(warmUps); round < Number(rounds); round++) {
  const start = performance.now();
  bytes = 0;
  for (const document of documents) {
    bytes += await rewrite(document);
  }
  const ms = performance.now() - start;
  first ??= ms;
  if (round >= 0) {
    took.push(ms);
  }
}
took.sort((a, b) => a - b);
console.log("lol-html", took[took.length >> 1].toFixed(2), first.toFixed(2), bytes);
