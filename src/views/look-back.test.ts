import { expect, test } from "vitest";
import { isObject } from "../value/json.ts";
import { fromOutside, own, whole } from "../value/label.ts";
import type { Episode } from "./episode.ts";
import { lookedBack } from "./look-back.ts";

const span = { from: Date.UTC(2026, 4, 1), until: Date.UTC(2026, 5, 1) };
const day = (n: number) => Date.UTC(2026, 4, n);
const hers = whole(fromOutside(null, "ana").labels, "");

const moment = (at: number, text = "Boxes", label = own) => ({
  seq: at,
  at,
  kind: "made" as const,
  about: "writer",
  text,
  label,
});

const episode = (number: number, moments: Episode["moments"]): Episode => ({
  run: `r${number}`,
  number,
  process: "onboard-client",
  startedAt: 0,
  endedAt: null,
  status: "open",
  costMicros: 7,
  moments,
});

const said = (at: number, text = "Hello") => ({ author: "Ana", at, text, label: hers });

const jobsOf = (value: unknown) => (isObject(value) ? value["jobs"] : undefined);

test("what happened within the span is told in its order, by job; its end is outside", () => {
  const episodes = [
    episode(2, [moment(day(3)), moment(span.until)]),
    episode(1, [moment(span.from - 1), moment(span.from), moment(day(9))]),
    episode(3, [moment(span.until)]),
  ];
  const { value } = lookedBack(episodes, [said(day(8)), said(day(2)), said(span.until)], span);
  expect(value).toMatchObject({
    from: "2026-05-01T00:00:00Z",
    until: "2026-06-01T00:00:00Z",
    jobs: [
      { job: 1, process: "onboard-client", status: "open", costMicros: 7 },
      {
        job: 2,
        moments: [{ at: "2026-05-03T00:00:00Z", what: "made", about: "writer", text: "Boxes" }],
      },
    ],
    said: [{ at: "2026-05-02T00:00:00Z" }, { at: "2026-05-08T00:00:00Z", author: "Ana" }],
    more: 0,
  });
});

test("LB1: each moment, and each thing that was said, carries the labels of what it was taken from", () => {
  const { labels } = lookedBack([episode(1, [moment(day(1), "x", hers)])], [said(day(2))], span);
  expect(labels["/jobs/0/moments/0"]).toMatchObject({
    clients: ["ana"],
    sensitivity: hers.sensitivity,
  });
  expect(labels["/said/0"]?.origins).toContain("outside");
  expect(lookedBack([], [], span).labels).toEqual({ "": own });
});

test("LB2: what is secret is left out", () => {
  const secret = moment(day(2), "the account", { ...own, sensitivity: "secret" });
  const { value, labels } = lookedBack([episode(1, [moment(day(1)), secret])], [], span);
  expect(JSON.stringify(value)).not.toContain("account");
  expect(labels["/jobs/0/moments/0"]).toEqual(own);
});

test("LB3: of more than has room the newest stays, and how much was left out is told", () => {
  const many = Array.from({ length: 310 }, (_, i) => moment(span.from + i, "word ".repeat(200)));
  const talk = Array.from({ length: 160 }, (_, i) => said(span.from + i, `line ${i}`));
  const { value } = lookedBack([episode(1, many)], talk, span);
  expect(value).toMatchObject({ more: 20 });
  const text = JSON.stringify(value);
  expect(text).not.toContain('line 9"');
  expect(text).toContain("line 159");
  expect(text).toContain("word …");
  expect(JSON.stringify(jobsOf(value)).length).toBeLessThan(310 * 700);
});
