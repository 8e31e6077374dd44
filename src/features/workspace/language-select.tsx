import type { Language } from "#contract/language.ts";
import { shortVersion } from "../ui/format.ts";
import { Select } from "../ui/select.tsx";

type Props = { languages: readonly Language[]; selected: Language; onSelect: (slug: string) => void };

/** The language, and beside it the exact version that will run the code; the commands on hover. */
export function LanguageSelect({ languages, selected, onSelect }: Props) {
  const { version, compileCommand, runCommand } = selected;
  return (
    <div className="flex min-w-0 flex-1 basis-72 items-center gap-3">
      <Select
        label="Language"
        value={selected.slug}
        onChange={(event) => onSelect(event.target.value)}
        className="w-44 shrink-0"
      >
        {languages.map(({ slug, name, available }) => (
          <option key={slug} value={slug}>
            {available ? name : `${name} (no worker)`}
          </option>
        ))}
      </Select>
      <span
        title={[version, compileCommand, runCommand].filter(Boolean).join("\n")}
        className="min-w-0 truncate text-sm text-muted"
      >
        {version && shortVersion(version)}
      </span>
    </div>
  );
}
