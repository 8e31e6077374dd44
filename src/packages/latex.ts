/**
 * The part of LaTeX that the format promises, as Markdown. Formulas stay as they are, between dollars. What is not
 * known is left out with its arguments kept, and named, so that an author can look.
 */
export function latexToMarkdown(latex: string): {
  markdown: string;
  title: string | null;
  unknown: string[];
} {
  const kept: string[] = [];
  const keep = (text: string): string => `\ue000${kept.push(text) - 1}\ue001`;
  let text = latex.replaceAll("\r\n", "\n").replaceAll(/[\ue000\ue001]/g, "");
  text = keepVerbatim(text, keep);
  text = text.replaceAll(/(?<!\\)%.*(\n|$)/g, "$1");
  text = keepFormulas(text, keep);
  const title = /\\problemname\s*\{([^{}]*)\}/.exec(text)?.[1]?.trim() ?? null;
  text = text.replaceAll(/\\problemname\s*(\{[^{}]*\})?/g, "");
  text = blocks(text);
  text = inline(text);
  const unknown = [...new Set([...text.matchAll(/\\[a-zA-Z]+\*?/g)].map(([command]) => command))];
  text = text.replaceAll(/\\[a-zA-Z]+\*?(\[[^\]]*\])?/g, "").replaceAll(/[{}]/g, "");
  text = restore(text, kept);
  return {
    markdown: `${text
      .replaceAll(/[ \t]+\n/g, "\n")
      .replaceAll(/\n{3,}/g, "\n\n")
      .trim()}\n`,
    title: title === null || title === "" ? null : restore(title, kept),
    unknown,
  };
}

/** Kept texts may hold others that were kept before them. */
function restore(text: string, kept: readonly string[]): string {
  let result = text;
  for (let depth = 0; depth < 3; depth += 1)
    result = result.replaceAll(/\ue000(\d+)\ue001/g, (_, index: string) => kept[Number(index)] ?? "");
  return result;
}

function keepVerbatim(text: string, keep: (text: string) => string): string {
  return text
    .replaceAll(
      /\\begin\{(verbatim|lstlisting)\}(?:\[[^\]]*\])?\n?([\s\S]*?)\\end\{\1\}/g,
      (_, _environment: string, body: string) => keep(`\n\`\`\`\n${body.trimEnd()}\n\`\`\`\n`),
    )
    .replaceAll(/\\verb\*?([^a-zA-Z\s*])(.*?)\1/g, (_, _mark: string, body: string) => keep(`\`${body}\``));
}

function keepFormulas(text: string, keep: (text: string) => string): string {
  return text
    .replaceAll(/\\\$/g, () => keep("\\$"))
    .replaceAll(/\\\\(?!\[)/g, "\n")
    .replaceAll(
      /\\begin\{(equation|align|displaymath)\*?\}([\s\S]*?)\\end\{\1\*?\}/g,
      (_, _name, body: string) => keep(`\n$$\n${body.trim()}\n$$\n`),
    )
    .replaceAll(/\\\[([\s\S]*?)\\\]/g, (_, body: string) => keep(`\n$$\n${body.trim()}\n$$\n`))
    .replaceAll(/\$\$([\s\S]*?)\$\$/g, (_, body: string) => keep(`\n$$\n${body.trim()}\n$$\n`))
    .replaceAll(/\\\(([\s\S]*?)\\\)/g, (_, body: string) => keep(`$${body.trim()}$`))
    .replaceAll(/\$([^$]+)\$/g, (_, body: string) => keep(`$${body.trim()}$`));
}

function blocks(text: string): string {
  let result = text
    .replaceAll(/\\begin\{(Input|Output|Interaction)\}/g, "\n## $1\n")
    .replaceAll(/\\end\{(Input|Output|Interaction)\}/g, "\n")
    .replaceAll(/\\section\*?\{([^{}]*)\}/g, "\n## $1\n")
    .replaceAll(/\\(?:subsection|subsubsection|paragraph)\*?\{([^{}]*)\}/g, "\n### $1\n")
    .replaceAll(/\\illustration\s*\{[^{}]*\}\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, "\n![$2]($1)\n")
    .replaceAll(/\\includegraphics(?:\[[^\]]*\])?\{([^{}]*)\}/g, "![]($1)");
  // Innermost lists first: each pass turns lists that hold no other.
  const list =
    /\\begin\{(itemize|enumerate)\}(?:\[[^\]]*\])?((?:(?!\\begin\{(?:itemize|enumerate)\})[\s\S])*?)\\end\{\1\}/;
  for (let match = list.exec(result); match !== null; match = list.exec(result)) {
    result = result.replace(list, () => toList(match?.[1] === "enumerate" ? "1." : "-", match?.[2] ?? ""));
  }
  return result
    .replaceAll(/\\begin\{tabular\}\s*\{[^{}]*\}([\s\S]*?)\\end\{tabular\}/g, (_, body: string) =>
      toTable(body),
    )
    .replaceAll(
      /\\(?:begin|end)\{(?:center|quote|figure|wrapfigure|flushleft)\*?\}(?:\[[^\]]*\])?(?:\{[^{}]*\})*/g,
      "\n",
    );
}

function toList(mark: string, body: string): string {
  const items = body.split(/\\item\b\s*/).slice(1);
  const lines = items.map((item) => `${mark} ${item.trim().replaceAll("\n", "\n   ")}`);
  return `\n\n${lines.join("\n")}\n\n`;
}

function toTable(body: string): string {
  const rows = body
    .replaceAll(/\\(?:hline|cline\{[^{}]*\})/g, "")
    .split("\n")
    .filter((row) => row.trim() !== "")
    .map(
      (row) =>
        `| ${row
          .split("&")
          .map((cell) => cell.trim())
          .join(" | ")} |`,
    );
  const [head = "", ...rest] = rows;
  const columns = head.split("|").length - 2;
  return `\n\n${[head, `|${" --- |".repeat(Math.max(1, columns))}`, ...rest].join("\n")}\n\n`;
}

const WRAPPED: readonly [command: string, before: string, after: string][] = [
  ["textbf", "**", "**"],
  ["textit", "*", "*"],
  ["emph", "*", "*"],
  ["texttt", "`", "`"],
  ["sout", "~~", "~~"],
  ["underline", "", ""],
  ["textsc", "", ""],
  ["mbox", "", ""],
  ["text", "", ""],
  ["url", "<", ">"],
];

function inline(text: string): string {
  let result = text.replaceAll(/\\href\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, "[$2]($1)");
  for (let depth = 0; depth < 3; depth += 1) {
    for (const [command, before, after] of WRAPPED)
      result = result.replaceAll(new RegExp(`\\\\${command}\\s*\\{([^{}]*)\\}`, "g"), `${before}$1${after}`);
    result = result
      .replaceAll(/\{\\(?:bf|bfseries)\s+([^{}]*)\}/g, "**$1**")
      .replaceAll(/\{\\(?:it|itshape|em)\s+([^{}]*)\}/g, "*$1*")
      .replaceAll(/\{\\(?:tt|ttfamily)\s+([^{}]*)\}/g, "`$1`");
  }
  return result
    .replaceAll(/\\(?:ldots|dots|textellipsis)\b\s?/g, "…")
    .replaceAll(
      /\\(?:noindent|medskip|bigskip|smallskip|newline|par|clearpage|newpage|nextsample|remainingsamples)\b/g,
      "",
    )
    .replaceAll(/\\(?:tiny|scriptsize|small|normalsize|large|Large|LARGE|huge|Huge|centering)\b/g, "")
    .replaceAll(/\\(?:label|vspace|hspace)\*?\{[^{}]*\}/g, "")
    .replaceAll(/\\caption\{([^{}]*)\}/g, "*$1*")
    .replaceAll(/``|''/g, '"')
    .replaceAll(/(?<!-)---(?!-)(?! \|)/g, "—")
    .replaceAll(/(?<!-)--(?!-)/g, "–")
    .replaceAll(/(?<!\\)~/g, "\u00a0")
    .replaceAll(/\\([%&#_{}])/g, "$1")
    .replaceAll(/\\[ ,;!]/g, " ");
}
