/** The samples of one scrape, by name and labels. */
export type Samples = {
  /** Undefined when there is no such sample. The labels must be all that it has. */
  value: (name: string, labels?: Readonly<Record<string, string>>) => number | undefined;
  names: ReadonlySet<string>;
};

export async function scrape(url: string, headers: Record<string, string> = {}): Promise<Samples> {
  const response = await fetch(`${url}/metrics`, { headers });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return parseSamples(await response.text());
}

function parseSamples(text: string): Samples {
  const samples = new Map<string, number>();
  const names = new Set<string>();
  for (const line of text.split("\n")) {
    const match = /^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/i.exec(line);
    if (!match) continue;
    const [, name = "", labels = "", value = ""] = match;
    names.add(name);
    const pairs = [...labels.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, label = "", text = ""]) => [
      label,
      text,
    ]);
    samples.set(keyOf(name, Object.fromEntries(pairs)), Number(value));
  }
  return { names, value: (name, labels = {}) => samples.get(keyOf(name, labels)) };
}

function keyOf(name: string, labels: Readonly<Record<string, string>>): string {
  return `${name} ${JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`;
}
