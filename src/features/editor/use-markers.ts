"use client";
import type { Monaco, OnMount } from "@monaco-editor/react";
import { useEffect } from "react";
import { afterEdit, type Diagnostic, type Findings } from "./diagnostics.ts";

export type Mounted = { editor: Parameters<OnMount>[0]; monaco: Monaco };
/** Where the caret is asked to go. A new object asks again. */
export type Place = { line: number; column?: number };

const OWNER = "compiler";

/** Marks what the compiler said in the text it said it about, until those lines are changed. */
export function useMarkers(mounted: Mounted | null, findings: Findings | null, name: string): void {
  useEffect(() => {
    const model: Model | null | undefined = mounted?.monaco.editor.getModel(mounted.monaco.Uri.parse(name));
    if (!mounted || !model || !findings || model.getValue() !== findings.source.replaceAll("\r\n", "\n"))
      return;
    let { diagnostics } = findings;
    const draw = () =>
      mounted.monaco.editor.setModelMarkers(model, OWNER, diagnostics.map(markerOf(mounted, model)));
    draw();
    const watching = model.onDidChangeContent(({ changes }) => {
      // From the end of the text on: Monaco tells all places as they were before.
      for (const { range, text } of changes.toSorted(
        (a, b) => b.range.startLineNumber - a.range.startLineNumber,
      )) {
        const { startLineNumber: from, endLineNumber: to } = range;
        diagnostics = afterEdit(diagnostics, { from, to, added: text.split("\n").length - 1 - (to - from) });
      }
      draw();
    });
    return () => {
      watching.dispose();
      if (!model.isDisposed()) mounted.monaco.editor.setModelMarkers(model, OWNER, []);
    };
  }, [mounted, findings, name]);
}

type Model = NonNullable<ReturnType<Mounted["editor"]["getModel"]>>;

function markerOf({ monaco: { MarkerSeverity } }: Mounted, model: Model) {
  const severities = {
    error: MarkerSeverity.Error,
    warning: MarkerSeverity.Warning,
    note: MarkerSeverity.Info,
  };
  return ({ line, column, severity, message }: Diagnostic) => {
    const lineNumber = Math.min(line, model.getLineCount());
    const last = model.getLineMaxColumn(lineNumber);
    const from = Math.min(column ?? model.getLineFirstNonWhitespaceColumn(lineNumber), last);
    const word = column === undefined ? null : model.getWordAtPosition({ lineNumber, column: from });
    return {
      severity: severities[severity],
      message,
      startLineNumber: lineNumber,
      // At the end of a line there is nothing to underline but what is before it.
      startColumn: from === last ? Math.max(1, from - 1) : (word?.startColumn ?? from),
      endLineNumber: lineNumber,
      endColumn: column === undefined ? last : (word?.endColumn ?? from + 1),
    };
  };
}

/** Moves the caret to where it is asked to go. */
export function useCaret(mounted: Mounted | null, place: Place | null): void {
  useEffect(() => {
    if (!mounted || !place) return;
    const { editor } = mounted;
    const position = { lineNumber: place.line, column: place.column ?? 1 };
    editor.setPosition(position);
    editor.revealPositionInCenterIfOutsideViewport(position);
    editor.focus();
  }, [mounted, place]);
}
