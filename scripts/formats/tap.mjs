// node tap.mjs FOLDER REPORT.tap: what tap-parser, installed in FOLDER, counts in a report, as JSON.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const [folder, report] = process.argv.slice(2);
const { Parser } = createRequire(`${folder}/none.js`)("tap-parser");
const count = { points: 0, ok: 0, skip: 0, todo: 0, explained: 0, strange: [] };
const parser = new Parser({ strict: true });
parser.on("assert", (point) => {
  count.points += 1;
  count.ok += point.ok ? 1 : 0;
  count.skip += point.skip ? 1 : 0;
  count.todo += point.todo ? 1 : 0;
  count.explained += point.diag ? 1 : 0;
});
parser.on("extra", (line) => count.strange.push(line));
parser.on("complete", (result) => {
  for (const failure of result.failures) if (failure.tapError) count.strange.push(failure.tapError);
});
parser.end(readFileSync(report, "utf8"));
console.log(JSON.stringify(count));
