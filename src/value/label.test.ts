import { expect, test } from "vitest";
import * as label from "./label.ts";

const outside = label.fromOutside({ a: { b: 1 } }, "s1");

test("LB1: a part has the label of its nearest labelled ancestor", () => {
  expect(label.at(outside.labels, "/a/b").origins).toEqual(["outside"]);
  expect(label.at({}, "/a")).toBe(label.own);
});

test("LB2: joining never loses an origin, a client, or sensitivity", () => {
  const joined = label.join(label.at(outside.labels, ""), label.own);
  expect(joined).toEqual({
    origins: ["outside", "runbook"],
    clients: ["s1"],
    sensitivity: "personal",
  });
});

test("LB3: what an approval showed whole is vouched, and still the client's", () => {
  const vouched = label.vouch(outside.labels);
  expect(label.vouched(label.at(vouched, "/a/b"))).toBe(true);
  expect(label.at(vouched, "/a").clients).toEqual(["s1"]);
});

test("an edit makes only what changed the operator's own", () => {
  const labels = label.edited(outside, ["/a/b"]);
  expect(label.at(labels, "/a/b").origins).toEqual(["operator"]);
  expect(label.at(labels, "/a").origins).toEqual(["outside"]);
});

test("nesting and taking the part again gives the labels back", () => {
  const nested = label.nest(outside.labels, "/x");
  expect(label.part(nested, "/x")).toEqual(outside.labels);
});

test("reading the whole reveals everything below", () => {
  const labels = { "/a/b": label.at(outside.labels, "") };
  expect(label.whole(labels, "/a").origins).toEqual(["outside", "runbook"]);
});
