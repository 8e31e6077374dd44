import type { Findings } from "./finding.ts";
import { latexToMarkdown } from "./latex.ts";
import { filesBelow, readText, withConstants, type PackageSource } from "./package-source.ts";
import type { Settings } from "./settings.ts";

export type Statement = { markdown: string; title: string | null };

/** Some systems keep a PDF in the top folder. */
const NAME = /^(?:(?:problem_statement|statement)\/)?problem(?:\.([a-z]{2,3}(?:-[A-Z]{2})?))?\.(md|tex|pdf)$/;
const ENDINGS = ["md", "tex", "pdf"];

/** The statement as Markdown: English before other languages, Markdown before LaTeX before PDF. */
export async function readStatement(
  source: PackageSource,
  settings: Settings,
  findings: Findings,
): Promise<Statement> {
  const folder = settings.format === "legacy" ? "problem_statement/" : "statement/";
  const found = filesBelow(source, "")
    .flatMap((name) => {
      const match = NAME.exec(name);
      return match ? [{ name, language: match[1] ?? "en", ending: match[2] ?? "" }] : [];
    })
    .toSorted((a, b) => rank(a) - rank(b));
  const [chosen] = found;
  if (chosen === undefined) {
    findings.warning(folder, `There is no statement. Add ${folder}problem.en.tex or problem.en.md.`);
    return { markdown: "This problem came without a statement.\n", title: null };
  }
  for (const { name } of found.slice(1)) findings.note(name, `Not used: the statement is ${chosen.name}.`);
  if (chosen.ending === "pdf") {
    findings.warning(chosen.name, "PDF statements are not shown: hand it out otherwise, or add Markdown.");
    return {
      markdown: "The statement of this problem is a PDF file, which is handed out separately.\n",
      title: null,
    };
  }
  const text = withConstants((await readText(source, chosen.name, findings)) ?? "", settings.constants);
  const statement =
    chosen.ending === "tex"
      ? fromLatex({ name: chosen.name, latex: text, settings }, findings)
      : fromMarkdown(text);
  if (/!\[[^\]]*\]\((?!https?:)/.test(statement.markdown))
    findings.warning(
      chosen.name,
      "Pictures of the statement are not stored: they are shown as their names only.",
    );
  return statement;
}

function rank({ language, ending }: { language: string; ending: string }): number {
  return (language === "en" ? 0 : 10) + ENDINGS.indexOf(ending);
}

function fromMarkdown(text: string): Statement {
  return { markdown: text, title: /^#\s+(.+)$/m.exec(text)?.[1]?.trim() ?? null };
}

function fromLatex(
  { name, latex, settings }: { name: string; latex: string; settings: Settings },
  findings: Findings,
): Statement {
  const plain = /^%%\s*plainproblemname:\s*(.+)$/m.exec(latex)?.[1]?.trim();
  const text = latex.replaceAll(
    /\\constant\{(\w+)\}/g,
    (whole, constant: string) => settings.constants.get(constant) ?? whole,
  );
  const { markdown, title, unknown } = latexToMarkdown(text);
  if (unknown.length > 0)
    findings.warning(
      name,
      `LaTeX commands left out, have a look at the result: ${unknown.slice(0, 10).join(" ")}`,
    );
  return { markdown, title: plain ?? title };
}
