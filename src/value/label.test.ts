import * as fc from "fast-check";
import { expect, test } from "vitest";
import { anyLabel } from "../../test/fixtures/any-event.ts";
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
  expect(label.at(vouched, "/a")).toMatchObject({ clients: ["s1"], origins: ["operator"] });
  expect(label.vouch({ "/a": label.at(outside.labels, "") })).toEqual({
    "": { ...label.own, origins: ["operator"] },
    "/a": { ...label.at(outside.labels, ""), origins: ["operator"] },
  });
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

test("what the operator wrote is hers, nobody's facts, and not for everybody", () => {
  const hers = { origins: ["operator"], clients: [], sensitivity: "internal" };
  expect(label.fromOperator("x")).toEqual({ value: "x", labels: { "": hers } });
});

test("what arrives from nobody known is outside's, and nobody's", () => {
  expect(label.fromOutside("x", null).labels[""]).toEqual({
    origins: ["outside"],
    clients: [],
    sensitivity: "personal",
  });
});

test("reading the whole of one part reveals nothing of another", () => {
  const labels = { "/b": label.at(outside.labels, ""), "/ab": label.at(outside.labels, "") };
  expect(label.whole(labels, "/a")).toBe(label.own);
});

test("LB1: the runbook's own text stays its own inside what came from elsewhere", () => {
  const labels = { ...outside.labels, ...label.nest({ "/x": label.own }, "/own") };
  expect(label.at(labels, "/own")).toBe(label.own);
  expect(label.at(labels, "/a").origins).toEqual(["outside"]);
});

test("LB1: a part without labels below it takes along the label it stands under", () => {
  expect(label.part(outside.labels, "/a")).toEqual(outside.labels);
  expect(label.part({}, "/a")).toEqual({});
  const inner = { "/a": label.own, "/a/b": label.at(outside.labels, "") };
  expect(label.part(inner, "/a")).toEqual({ "/b": label.at(outside.labels, "") });
});

test("LB2: joining a label with itself changes nothing", () => {
  expect(label.join(label.own, label.own)).toBe(label.own);
});

test("LB3: what a model or outside had a part in is not vouched", () => {
  const from = (...origins: label.Origin[]) => label.vouched({ ...label.own, origins });
  expect(from("operator", "record", "runbook")).toBe(true);
  expect(from("operator", "model")).toBe(false);
  expect(from("outside")).toBe(false);
});

test("LB2: a list that she edited as a whole is still its clients'", () => {
  const hers = { ...label.own, clients: ["s2"], sensitivity: "personal" } as const;
  const before = { value: { lines: ["x"] }, labels: { "/lines/0": hers } };
  const labels = label.edited(before, ["/lines"]);
  expect(labels).toEqual({ "/lines": { ...hers, origins: ["operator"] } });
});

const anyLabels = fc.dictionary(fc.constantFrom("", "/a", "/a/b", "/c"), anyLabel);

test("LB2: whatever is joined, in whatever order, nothing is lost", () => {
  const asSets = ({ origins, clients, sensitivity }: label.Label) => ({
    origins: origins.toSorted(),
    clients: clients.toSorted(),
    sensitivity,
  });
  fc.assert(
    fc.property(anyLabel, anyLabel, (a, b) => {
      const joined = label.join(a, b);
      for (const one of [a, b]) {
        expect(joined.origins).toEqual(expect.arrayContaining([...one.origins]));
        expect(joined.clients).toEqual(expect.arrayContaining([...one.clients]));
        expect(label.vouched(joined) && !label.vouched(one)).toBe(false);
      }
      expect(asSets(joined)).toEqual(asSets(label.join(b, a)));
    }),
  );
});

test("LB1: labels that were nested are found under their place", () => {
  fc.assert(
    fc.property(anyLabels, fc.constantFrom("", "/a", "/a/b", "/c", "/d"), (labels, pointer) => {
      expect(label.at(label.nest(labels, "/x"), `/x${pointer}`)).toEqual(label.at(labels, pointer));
      expect(label.at(label.part(labels, "/a"), pointer)).toEqual(label.at(labels, `/a${pointer}`));
    }),
  );
});

test("LB2: an edit loses no client and no sensitivity", () => {
  const changed = fc.subarray(["/a", "/a/b", "/c"]);
  fc.assert(
    fc.property(anyLabels, changed, (labels, pointers) => {
      const before = { value: {}, labels };
      const clients = (all: label.Labels) => label.whole(all, "").clients.toSorted();
      expect(clients(label.edited(before, pointers))).toEqual(clients(labels));
    }),
  );
});

test("what a model wrote may stem from anything it was shown", () => {
  expect(label.byModel(outside.labels)).toEqual({
    origins: ["model", "outside"],
    clients: ["s1"],
    sensitivity: "personal",
  });
});

test("secrets are named by their places, as far as there is anything", () => {
  const secret = { ...label.own, sensitivity: "secret" } as const;
  const labels = { "/a": secret, "/b": label.own, "/gone": secret };
  expect(label.secretsIn({ value: { a: 1, b: 2 }, labels })).toEqual(["/a"]);
  expect(label.secretsIn({ value: null, labels: { "": secret } })).toEqual([]);
  expect(label.secretsIn({ value: "x", labels: { "": secret } })).toEqual([""]);
});
