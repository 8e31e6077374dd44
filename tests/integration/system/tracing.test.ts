import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { collectEvents } from "../../support/client.ts";
import { startEngine, until, type TestEngine, type TestUser } from "../../support/engine.ts";
import { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from "../../support/otlp-receiver.ts";

/** One submission, one trace: across both processes, to a real OTLP/HTTP receiver. */

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const CLICK_ID = "00f067aa0ba902b7";

const submission = {
  language: "cpp",
  source: '#include <cstdio>\nint main() { int a, b; scanf("%d %d", &a, &b); printf("%d", a + b); }',
  tests: [
    { stdin: "1 2", expectedStdout: "3" },
    { stdin: "2 2", expectedStdout: "5" },
  ],
};

describe("with a collector", () => {
  let receiver: OtlpReceiver;
  let engine: TestEngine;
  let user: TestUser;
  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    engine = await startEngine(inject("services"), {
      workers: 1,
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" },
    });
    await engine.untilReady();
    user = await engine.createUser("traced");
  });
  afterAll(async () => {
    await engine.stop();
    await receiver.close();
  });

  async function create(headers: Record<string, string>, input: object): Promise<string> {
    const response = await fetch(`${engine.url}/api/trpc/submission.create`, {
      method: "POST",
      headers: { authorization: `Bearer ${user.token}`, "content-type": "application/json", ...headers },
      body: JSON.stringify(input),
    });
    const { result }: { result: { data: { id: string } } } = await response.json();
    return result.data.id;
  }

  test("one submission gives one trace from the click to the delivery of its end", async () => {
    const id = await create({ traceparent: `00-${TRACE_ID}-${CLICK_ID}-01` }, submission);
    await collectEvents(user.trpc, id);
    const ofTrace = (): ReceivedSpan[] => receiver.spans.filter(({ traceId }) => traceId === TRACE_ID);
    const isEnd = ({ attributes }: ReceivedSpan): boolean => attributes["engine.event"] === "finished";
    await until("both processes have sent their spans", () => {
      const spans = ofTrace();
      return spans.some(isEnd) && spans.some(({ name }) => name === "submission.process");
    });

    const spans = ofTrace();
    const only = (name: string): ReceivedSpan => {
      const [found, ...more] = spans.filter((span) => span.name === name);
      if (found === undefined || more.length > 0)
        throw new Error(`${more.length + Number(found !== undefined)} spans are named ${name}`);
      return found;
    };
    const parents: [name: string, parent: string, service: string][] = [
      ["submission.record", "submission.create", "engine-gateway"],
      ["submission.enqueue", "submission.create", "engine-gateway"],
      ["submission.queue", "submission.enqueue", "engine-worker"],
      ["submission.process", "submission.enqueue", "engine-worker"],
      ["submission.claim", "submission.process", "engine-worker"],
      ["submission.judge", "submission.process", "engine-worker"],
      ["sandbox.acquire", "submission.judge", "engine-worker"],
      ["sandbox.compile", "submission.judge", "engine-worker"],
      ["submission.commit", "submission.process", "engine-worker"],
      ["submission.complete", "submission.process", "engine-worker"],
    ];
    expect(only("submission.create")).toMatchObject({
      service: "engine-gateway",
      parentSpanId: CLICK_ID,
      kind: 2,
    });
    for (const [name, parent, service] of parents) {
      expect(only(name)).toMatchObject({ name, service, parentSpanId: only(parent).spanId });
    }
    expect(only("submission.process").attributes).toMatchObject({
      "engine.submission_id": id,
      "engine.attempt": 1,
      "engine.verdict": "WA",
      "engine.language": "cpp",
    });
    const judge = only("submission.judge");
    const tests = spans.filter(({ name }) => name === "sandbox.test");
    expect(tests.map(({ parentSpanId, attributes }) => [parentSpanId, attributes["engine.test"]])).toEqual([
      [judge.spanId, 0],
      [judge.spanId, 1],
    ]);
    // Sent ahead, but begun one after the other.
    const times = [only("sandbox.compile"), ...tests].flatMap(({ startMs, endMs }) => [startMs, endMs]);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const [end] = spans.filter(isEnd);
    expect(end).toMatchObject({
      name: "event.deliver",
      service: "engine-gateway",
      parentSpanId: only("submission.enqueue").spanId,
    });
    const known = new Set([CLICK_ID, ...spans.map(({ spanId }) => spanId)]);
    expect(spans.filter(({ parentSpanId }) => !known.has(parentSpanId ?? ""))).toEqual([]);
  });

  test("a click that is not traced begins a trace of its own, one that must not be stays untraced", async () => {
    const own = await create({}, submission);
    const hidden = await create({ traceparent: `00-${"a".repeat(32)}-${CLICK_ID}-00` }, submission);
    await collectEvents(user.trpc, hidden);
    const about = (id: string): ReceivedSpan[] =>
      receiver.spans.filter(({ attributes }) => attributes["engine.submission_id"] === id);
    await until("the trace is there", () => about(own).some(({ name }) => name === "submission.process"));
    const root = about(own).find(({ name }) => name === "submission.create");
    expect(root).toMatchObject({ parentSpanId: null });
    expect(new Set(about(own).map(({ traceId }) => traceId))).toEqual(new Set([root?.traceId]));
    // Sent later than the other one's, were it sent at all.
    await engine.stop();
    expect(about(hidden)).toEqual([]);
  });
});

test("a collector that is away harms nothing", async () => {
  const away = await startOtlpReceiver();
  await away.close();
  const engine = await startEngine(inject("services"), {
    workers: 1,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: away.url, OTEL_EXPORTER_OTLP_TIMEOUT: "500" },
  });
  await engine.untilReady();
  const { trpc } = await engine.createUser("untraced");
  const judged = await trpc.submission.createAndWait.mutate(submission);
  expect(judged.verdict).toBe("WA");
  await until("the log says so", () => engine.gateway.readLog().includes("Tracing has a problem"));
  await engine.stop();
  expect(engine.gateway.readLog()).not.toContain("Shutting down by force");
});
