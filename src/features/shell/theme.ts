"use client";
import { useSyncExternalStore } from "react";
import { setCookie } from "./cookie.ts";
import { type Theme, THEME_COOKIE, toTheme } from "./theme-name.ts";

const DARK = "(prefers-color-scheme: dark)";
const listeners = new Set<() => void>();

export function setTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset["theme"];
  else dataset["theme"] = theme;
  setCookie(THEME_COOKIE, theme);
  for (const listener of listeners) listener();
}

export function useTheme(initial: Theme): Theme {
  return useSyncExternalStore(subscribe, chosen, () => initial);
}

/** What is really shown. */
export function useResolvedTheme(): "light" | "dark" {
  return useSyncExternalStore(subscribe, resolved, () => "light");
}

function chosen(): Theme {
  return toTheme(document.documentElement.dataset["theme"]);
}

function resolved(): "light" | "dark" {
  const theme = chosen();
  if (theme !== "system") return theme;
  return window.matchMedia(DARK).matches ? "dark" : "light";
}

function subscribe(listener: () => void): () => void {
  const media = window.matchMedia(DARK);
  media.addEventListener("change", listener);
  listeners.add(listener);
  return () => {
    media.removeEventListener("change", listener);
    listeners.delete(listener);
  };
}
