import type { Monaco } from "@monaco-editor/react";
import type { editor } from "monaco-editor";

export const OPTIONS: editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  fontFamily: 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSize: 14,
  lineHeight: 21,
  minimap: { enabled: false },
  padding: { top: 12, bottom: 12 },
  scrollBeyondLastLine: false,
  lineNumbersMinChars: 3,
  tabSize: 4,
  // The statement and the page around the editor scroll once its end is reached.
  scrollbar: { alwaysConsumeMouseWheel: false },
  // Words of the user's own text are help enough; contests are no place for guesses.
  wordBasedSuggestions: "currentDocument",
  fixedOverflowWidgets: true,
  smoothScrolling: false,
  stickyScroll: { enabled: false },
  overviewRulerLanes: 0,
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  renderFinalNewline: "on",
};

/** Monaco's themes on the colours of our surfaces (`globals.css`), which Monaco can only take as numbers. */
export function defineThemes(monaco: Monaco): void {
  monaco.editor.defineTheme("light", {
    base: "vs",
    inherit: true,
    rules: [{ token: "comment", foreground: "5c6370" }],
    colors: {
      "editor.background": "#ffffff",
      "editorLineNumber.foreground": "#6b7280",
      "editorLineNumber.activeForeground": "#14171f",
      "editor.lineHighlightBackground": "#f6f7f9",
      "editor.lineHighlightBorder": "#00000000",
    },
  });
  monaco.editor.defineTheme("dark", {
    base: "vs-dark",
    inherit: true,
    rules: [{ token: "comment", foreground: "8b95a5" }],
    colors: {
      "editor.background": "#14171d",
      "editorLineNumber.foreground": "#7f8999",
      "editorLineNumber.activeForeground": "#e7eaf0",
      "editor.lineHighlightBackground": "#1b1f27",
      "editor.lineHighlightBorder": "#00000000",
    },
  });
}
