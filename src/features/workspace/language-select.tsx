import type { Language } from "#contract/language.ts";
import { Select } from "../ui/select.tsx";

type Props = { languages: readonly Language[]; selected: Language; onSelect: (slug: string) => void };

/** Every language with the exact version that will run the code. */
export function LanguageSelect({ languages, selected, onSelect }: Props) {
  const commands = [selected.compileCommand, selected.runCommand].filter(Boolean).join("\n");
  return (
    <Select
      label="Language"
      value={selected.slug}
      onChange={(event) => onSelect(event.target.value)}
      title={commands}
      className="max-w-full"
    >
      {languages.map(({ slug, name, version, available }) => (
        <option key={slug} value={slug}>
          {[name, version && `· ${version}`, !available && "(no worker)"].filter(Boolean).join(" ")}
        </option>
      ))}
    </Select>
  );
}
