import { expect, test } from "vitest";
import { accept } from "./decision.ts";
import {
  beginForgetting,
  endForgetting,
  evolve,
  initial,
  merge,
  nameIn,
  occupant,
  occupy,
  type SubjectEvent,
} from "./subject.ts";

const given = (...events: SubjectEvent[]) => events.reduce(evolve, initial);
const occupied = (run: string, runbook = "onboard"): SubjectEvent => ({
  type: "subject.occupied",
  data: { run, runbook },
});
const released = (run: string): SubjectEvent => ({ type: "subject.released", data: { run } });
/** Refused, and in words: a code alone tells the operator nothing. */
const refused = (code: string) => ({
  ok: false,
  refusal: { code, message: expect.stringMatching(/^[A-Z]\w+ \w/) },
});

test("a subject that was minted is not known until a run is about it", () => {
  const minted: SubjectEvent = { type: "subject.minted", data: {} };
  expect(given(minted)).toEqual({ ...initial, stage: "", known: false });
  expect(given(minted, occupied("r1")).known).toBe(true);
  expect(given(minted, occupied("r1"), released("r1")).known).toBe(true);
});

test("SU1: becoming a client changes its stage and leaves its open runs", () => {
  const staged: SubjectEvent = { type: "subject.staged", data: { stage: "active" } };
  const subject = given(occupied("r1"), staged);
  expect(subject.stage).toBe("active");
  expect(occupant(subject, "onboard")).toBe("r1");
});

test("SU2: a second run of the same runbook waits for the first to end", () => {
  expect(occupy(initial, "r1", "onboard")).toEqual(accept(occupied("r1")));
  expect(occupy(given(occupied("r1")), "r2", "onboard")).toEqual({
    ok: false,
    refusal: { code: "subject_occupied", message: 'Run "r1" is still open' },
  });
  expect(occupy(given(occupied("r1"), released("r1")), "r2", "onboard").ok).toBe(true);
});

test("SU2: another runbook may run beside it, and the run itself may go on", () => {
  const subject = given(occupied("r1"));
  expect(occupy(subject, "r2", "follow-up").ok).toBe(true);
  expect(occupy(subject, "r1", "onboard").ok).toBe(true);
  expect(occupant(subject, "follow-up")).toBeNull();
});

test("SU2: the end of one run leaves the others", () => {
  const subject = given(occupied("r1"), occupied("r2", "follow-up"), released("r1"));
  expect(subject.open).toEqual([{ run: "r2", runbook: "follow-up" }]);
});

test("SU3: one is merged into the other once, and only when no job of it is under way", () => {
  const other = { id: "s2", state: initial };
  const merged = merge(initial, other, "s1");
  expect(merged).toEqual(accept({ type: "subject.merged", data: { into: "s2" } }));
  const after = given({ type: "subject.merged", data: { into: "s2" } });
  expect(after.into).toBe("s2");
  expect(merge(after, other, "s1")).toMatchObject(refused("already_merged"));
  expect(merge(initial, { id: "s2", state: after }, "s1")).toMatchObject(refused("already_merged"));
  expect(merge(initial, { id: "s1", state: initial }, "s1")).toMatchObject(
    refused("already_merged"),
  );
  expect(merge(given(occupied("r1")), other, "s1")).toMatchObject(refused("subject_occupied"));
});

const forgetting: SubjectEvent = { type: "subject.forgetting", data: { at: 5 } };
const forgotten: SubjectEvent = { type: "subject.forgotten", data: { at: 9 } };

test("SU4: nothing begins for who is being forgotten, and she is merged with nobody", () => {
  expect(beginForgetting(initial, 5)).toEqual([forgetting]);
  const leaving = given(forgetting);
  expect(leaving.leaving).toEqual({ since: 5, at: null, named: [] });
  expect(occupy(leaving, "r1", "onboard")).toMatchObject(refused("subject_forgotten"));
  const other = { id: "s2", state: initial };
  expect(merge(leaving, other, "s1")).toMatchObject(refused("subject_forgotten"));
  expect(merge(initial, { id: "s2", state: leaving }, "s1")).toMatchObject(
    refused("subject_forgotten"),
  );
});

test("SU4: she is forgotten once, after it began and what was open has ended", () => {
  expect(endForgetting(initial, 9)).toMatchObject(refused("not_leaving"));
  const open = given(occupied("r1"), forgetting);
  expect(endForgetting(open, 9)).toMatchObject(refused("not_leaving"));
  expect(endForgetting(evolve(open, released("r1")), 9)).toEqual(accept(forgotten));
  const gone = given(forgetting, forgotten);
  expect(gone.leaving).toEqual({ since: 5, at: 9, named: [] });
  expect(beginForgetting(gone, 10)).toEqual([]);
  expect(endForgetting(gone, 10)).toEqual(accept());
  expect(given(forgotten).leaving).toEqual({ since: 9, at: 9, named: [] });
});

test("SU5: what names her is noted once, and stays noted", () => {
  const [first, again] = [
    { stream: "run/r1", until: 6 },
    { stream: "run/r1", until: 7 },
  ];
  const named = (...found: (typeof first)[]): SubjectEvent => ({
    type: "subject.named",
    data: { in: found },
  });
  expect(nameIn(initial, [first])).toEqual([]);
  expect(evolve(initial, named(first))).toEqual(initial);
  expect(nameIn(given(forgetting), [first])).toEqual([named(first)]);
  const noted = given(forgetting, named(first));
  expect(nameIn(noted, [first])).toEqual([]);
  expect(nameIn(noted, [first, again])).toEqual([named(again)]);
  expect(evolve(noted, forgotten).leaving).toEqual({ since: 5, at: 9, named: [first] });
});

test("whom the operator had to do with before is known, without any run", () => {
  const met: SubjectEvent = { type: "subject.met", data: {} };
  expect(given(met)).toEqual({ ...initial, known: true });
});

test("SU2: runs that their runbook sets apart stand side by side, equal ones do not", () => {
  const march = occupy(initial, "r1", "bill", "2026-03");
  expect(march).toEqual(
    accept({ type: "subject.occupied", data: { run: "r1", runbook: "bill", per: "2026-03" } }),
  );
  const subject = given({
    type: "subject.occupied",
    data: { run: "r1", runbook: "bill", per: "2026-03" },
  });
  expect(occupy(subject, "r2", "bill", "2026-04").ok).toBe(true);
  expect(occupy(subject, "r2", "bill").ok).toBe(true);
  expect(occupy(subject, "r2", "bill", "2026-03").ok).toBe(false);
  expect(occupant(subject, "bill", "2026-03")).toBe("r1");
  expect(occupant(subject, "bill")).toBeNull();
});
