import { expect, test } from "vitest";
import { createLaneOrder } from "./lane-order.ts";

test("lanes are asked by priority, and each lower one goes first now and again", () => {
  const next = createLaneOrder(["a", "b", "c"]);
  const firsts = Array.from({ length: 32 }, () => next()[0]);
  expect(firsts.filter((lane) => lane === "a")).toHaveLength(28);
  expect(firsts.filter((lane) => lane === "b")).toHaveLength(2);
  expect(firsts.filter((lane) => lane === "c")).toHaveLength(2);
  expect(next()).toEqual(["a", "b", "c"]);
});

test("a single lane is always first", () => {
  const next = createLaneOrder(["a"]);
  expect(Array.from({ length: 20 }, () => next())).toEqual(Array.from({ length: 20 }, () => ["a"]));
});
