import { expect, test } from "vitest";
import { own } from "../value/label.ts";
import type { Episode, MomentKind } from "./episode.ts";
import { inShort } from "./episode-short.ts";

const moment = (kind: MomentKind, about: string) => ({
  seq: 1,
  at: 1,
  kind,
  about,
  text: "secret",
  label: own,
});

const job = (...moments: Episode["moments"]): Episode => ({
  run: "r",
  number: 1,
  process: "p",
  startedAt: 0,
  endedAt: null,
  status: "done",
  costMicros: 0,
  moments,
});

test("a job in short says what was done and decided, and nobody's words", () => {
  expect(inShort(job())).toBe("done");
  const send = moment("did", "mail.send");
  expect(inShort(job(send))).toBe("done: mail.send");
  expect(inShort(job(send, send, moment("changed", "x"), moment("denied", "x")))).toBe(
    "done: mail.send twice, 1 changed by the operator, 1 denied by the operator",
  );
  expect(inShort(job(send, send, send, moment("failed", "x"), moment("made", "x")))).toBe(
    "done: mail.send 3 times, 1 failed",
  );
});
