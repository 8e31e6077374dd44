"use client";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Keys } from "../ui/keys.tsx";
import { Spinner } from "../ui/spinner.tsx";
import type { Workspace } from "./use-workspace.ts";

type Props = { workspace: Workspace; onRun: () => void; onSubmit?: () => void };

/** Every button keeps its place whatever happens, so that a second press never lands on another one. */
export function RunButtons({ workspace, onRun, onSubmit }: Props) {
  const { runner, blocked } = workspace;
  const disabled = runner.state !== "idle" || runner.secondsToWait > 0 || blocked !== null;
  return (
    <>
      <Button
        look="ghost"
        onClick={runner.stop}
        disabled={runner.state !== "live" || runner.stopping}
        className="px-3!"
      >
        <Icon name="stop" />
        Stop
      </Button>
      <Button look={onSubmit ? "secondary" : "primary"} onClick={onRun} disabled={disabled} className="px-3!">
        {runner.state !== "idle" && runner.kind === "run" ? <Spinner /> : <Icon name="play" />}
        Run
        <Keys />
      </Button>
      {onSubmit ? (
        <Button look="primary" onClick={onSubmit} disabled={disabled} className="px-3!">
          {runner.state !== "idle" && runner.kind === "submit" ? <Spinner /> : <Icon name="send" />}
          Submit
          <Keys shift />
        </Button>
      ) : null}
    </>
  );
}
