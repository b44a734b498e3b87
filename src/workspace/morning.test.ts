import { expect, test } from "vitest";
import { founding, problemsOf, workspaceOf } from "../../test/fakes/small-company.ts";
import { morningNote, noteIn } from "./morning.ts";
import { starter } from "./starter/starter.ts";

const company = (changes: Partial<typeof founding>) =>
  starter({ ...founding, morning: "08:00", ...changes })["mainstay.yaml"] ?? "";

const made = (changes: Partial<typeof founding> = {}) =>
  workspaceOf({ "mainstay.yaml": company({ email: "ana@ruiz.example", ...changes }) });

test("MN1: her own address stands in the process and in its rule, and nothing else gives one", () => {
  const { release, settings } = made();
  const plan = release.plans[morningNote];
  expect(plan?.triggers).toEqual([]);
  expect(plan?.steps).toMatchObject([
    { kind: "effect", connector: "mail", action: "send", with: { to: "ana@ruiz.example" } },
  ]);
  const policy = settings.policies.find(({ name }) => name === morningNote);
  expect(policy?.grants).toEqual([{ to: "runbook:morning-note", may: ["mail.send"] }]);
  expect(policy?.rules).toMatchObject([
    {
      verdict: "permit",
      actions: ["mail.send"],
      when: `process == 'morning-note' && recipient.address == "ana@ruiz.example"`,
    },
  ]);
});

test("where she has no address yet, or wants no note, no mail is permitted for one", () => {
  const { release, settings } = made({ email: "" });
  expect(release.plans[morningNote]?.steps).toMatchObject([{ kind: "check" }]);
  expect(settings.policies.find(({ name }) => name === morningNote)?.grants).toEqual([]);
  expect(made({ morning: "" }).release.plans[morningNote]).toBe(undefined);
});

test("MN2: a process of hers cannot take the name, whether or not a note is wanted", () => {
  const runbook = `runbook: ${morningNote}\npurpose: x\nsteps:\n  - a: { check: "true", because: x }\n`;
  const problems = problemsOf({ [`runbooks/${morningNote}.yaml`]: runbook });
  expect(problems.map(({ message }) => message)).toEqual([
    `Cannot use the name "morning-note": Mainstay's own morning note bears it`,
  ]);
});

test("a note is told from anything else that a job may be begun with", () => {
  const note = { subject: "Monday", text: "Nothing needs you." };
  expect(noteIn({ ...note, at: "2026-06-01T06:00:00.000Z" })).toEqual(note);
  for (const other of [null, "text", { subject: "Monday" }, { ...note, text: 1 }]) {
    expect(noteIn(other)).toBe(null);
  }
});

test.each(["8:00", "24:00", "soon"])("a time like %s is refused, with its place", (time) => {
  const [problem] = problemsOf({ "mainstay.yaml": company({ morning: time }) });
  expect(problem).toMatchObject({ file: "mainstay.yaml" });
  expect(problem?.message).toContain("morning");
});

test("looking takes whole days, and no more than a season of them", () => {
  for (const days of ["-1", "1.5", "91", '"seven"']) {
    const text = company({ lookDays: 7 }).replace("days: 7", `days: ${days}`);
    expect(problemsOf({ "mainstay.yaml": text })).toHaveLength(1);
  }
  expect(made({ lookDays: 7 }).settings.lookingDays).toBe(7);
});
