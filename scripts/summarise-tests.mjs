/**
 * `node summarise-tests.mjs <reports> <check>… -- <tier>…`: adds up what the tiers reported and says it in one last
 * line. A check or a tier that ended badly without a failed test counts as one failure, and so does a tier without
 * tests, because nothing is as quiet as a test that did not run.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [reports = "", ...names] = process.argv.slice(2);
const separator = names.indexOf("--");
const total = { passed: 0, failed: 0, skipped: 0 };

/** "0", another exit code, "skipped", or null when it never ran. */
function exitOf(name) {
  const file = join(reports, `${name}.exit`);
  return existsSync(file) ? readFileSync(file, "utf8").trim() : null;
}

function countsOf(name) {
  const file = join(reports, `${name}.json`);
  if (!existsSync(file)) return { passed: 0, failed: 0, skipped: 0 };
  const report = JSON.parse(readFileSync(file, "utf8"));
  const { stats } = report;
  return stats === undefined
    ? {
        passed: report.numPassedTests,
        failed: report.numFailedTests,
        skipped: report.numPendingTests + report.numTodoTests,
      }
    : { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
}

console.log("");
for (const check of names.slice(0, separator)) {
  const failed = exitOf(check) === "0" ? 0 : 1;
  total.failed += failed;
  console.log(`${check.padEnd(12)} ${failed === 0 ? "ok" : "FAILED"}`);
}
for (const tier of names.slice(separator + 1)) {
  const exit = exitOf(tier);
  const counts = countsOf(tier);
  let note = "";
  if (exit === "skipped") {
    counts.skipped += 1;
    note = "  SKIPPED AS A WHOLE: there is no Docker Engine";
  } else if (counts.failed === 0 && exit !== "0") {
    counts.failed += 1;
    note = "  ended badly";
  } else if (counts.passed + counts.failed === 0) {
    counts.failed += 1;
    note = "  ran no test";
  }
  for (const key of Object.keys(total)) total[key] += counts[key];
  console.log(
    `${tier.padEnd(12)} ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped${note}`,
  );
}
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`,
);
process.exitCode = total.failed === 0 ? 0 : 1;
