import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";
import type { Problem, ProblemSample } from "#contract/problem.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { formatBytes } from "../ui/format.ts";
import { DifficultyBadge, SolvedMark } from "./marks.tsx";

/** Title, limits, text and samples: readable as plain HTML, in the markup that sample-fetching tools look for. */
export function Statement({ problem }: { problem: Problem }) {
  const { title, difficulty, solved, limits, statement, samples, testCount } = problem;
  return (
    <article className="px-4 py-5 sm:px-6">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        <DifficultyBadge difficulty={difficulty} />
        {solved ? <SolvedMark /> : null}
      </div>
      <p className="mt-1 text-sm text-muted">
        Time limit {limits.cpuMs} ms · Memory limit {formatBytes(limits.memoryBytes)} ·{" "}
        {testCount > samples.length
          ? `${testCount} tests, ${testCount - samples.length} of them secret`
          : `${testCount} tests`}
      </p>
      <div className="prose mt-5">
        <Markdown remarkPlugins={[remarkGfm]} components={{ h1: "h2" }}>
          {statement}
        </Markdown>
      </div>
      <div className="mt-6 space-y-5">
        {samples.map((sample, index) => (
          <Sample key={sample.name} sample={sample} number={index + 1} />
        ))}
      </div>
    </article>
  );
}

function Sample({ sample, number }: { sample: ProblemSample; number: number }) {
  return (
    <section aria-label={`Sample ${number}`}>
      <h2 className="mb-2 font-semibold">Sample {number}</h2>
      <div className="grid gap-3 sm:grid-cols-2">
        <SampleText title="Input" text={sample.stdin} label={`Copy input of sample ${number}`} />
        <SampleText title="Output" text={sample.expectedStdout} label={`Copy output of sample ${number}`} />
      </div>
    </section>
  );
}

function SampleText({ title, text, label }: { title: string; text: string; label: string }) {
  return (
    <div className="sample min-w-0 overflow-hidden rounded-lg border">
      <div className="flex h-9 items-center justify-between border-b bg-sunken pr-1 pl-3">
        <h3 className="text-sm font-medium">{title}</h3>
        <CopyButton text={text} label={label} />
      </div>
      <pre
        tabIndex={0}
        aria-label={title}
        className="overflow-x-auto p-3 font-mono text-sm -outline-offset-2"
      >
        <code>{text}</code>
      </pre>
    </div>
  );
}
