import { expect, test } from "vitest";
import { latexToMarkdown } from "./latex.ts";

const rows: [string, string, string][] = [
  [
    "formulas stay as they are",
    "Let $a_1 \\leq \\ldots$ and \\[ x^2 \\]",
    "Let $a_1 \\leq \\ldots$ and\n$$\nx^2\n$$\n",
  ],
  ["emphasis", "\\textbf{bold}, \\emph{soft}, {\\tt code}", "**bold**, *soft*, `code`\n"],
  ["comments go, percent signs stay", "5\\% of % all\nit", "5% of\nit\n"],
  [
    "lists in lists",
    "\\begin{enumerate}\\item a\\begin{itemize}\\item b\\end{itemize}\\item c\\end{enumerate}",
    "1. a\n\n   - b\n1. c\n",
  ],
  ["sections", "\\section*{Input}\nOne line.", "## Input\n\nOne line.\n"],
  ["code", "\\begin{verbatim}\na % b\n\\end{verbatim}", "```\na % b\n```\n"],
  [
    "tables",
    "\\begin{tabular}{l r}\na & b \\\\ \\hline\nc & d \\\\\n\\end{tabular}",
    "| a | b |\n| --- | --- |\n| c | d |\n",
  ],
  ["quotes and dashes", "``so'' -- yes~no", '"so" – yes\u00a0no\n'],
];
test.each(rows)("%s", (_what, latex, markdown) => {
  expect(latexToMarkdown(latex)).toMatchObject({ markdown, unknown: [] });
});

test("what is not known is named, and its text kept", () => {
  const { markdown, unknown } = latexToMarkdown("\\problemname{A $x$}\\fancy{Text} here");
  expect(unknown).toEqual(["\\fancy"]);
  expect(markdown).toBe("Text here\n");
});
