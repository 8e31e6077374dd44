"use client";
import { Button } from "../ui/button.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";
import { setTheme, useTheme } from "./theme.ts";
import { type Theme, THEMES } from "./theme-name.ts";

const ICONS: Record<Theme, IconName> = { system: "screen", light: "sun", dark: "moon" };

/** One button that goes round: system, light, dark. */
export function ThemeSwitch({ initial }: { initial: Theme }) {
  const theme = useTheme(initial);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
  const label = `Theme: ${theme}. Switch to ${next}`;
  return (
    <Button
      look="ghost"
      onClick={() => setTheme(next)}
      aria-label={label}
      title={label}
      className="w-10 px-0!"
    >
      <Icon name={ICONS[theme]} />
    </Button>
  );
}
