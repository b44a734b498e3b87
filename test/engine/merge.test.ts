import { expect, test } from "vitest";
import { canonical, mergeSubjects } from "../../src/engine/subject.ts";
import { open, plan } from "./company.ts";
import { write } from "./nodes.ts";
import { agent } from "./company.ts";

const writer = agent("writer", [{ kind: "template", file: "t.json", template: { said: 1 } }]);
const onMail = { triggers: [{ on: "event", type: "mail.received", when: null }] } as const;
const operator = { actor: "operator", cause: null, intent: null };

async function twoClients() {
  const company = await open({ plans: [plan("read", [write("a")], onMail)], agents: [writer] });
  for (const name of ["ana", "lena"]) {
    await company.arrive("mail.received", `${name}-1`, {}, [`mailto:${name}@x.example`]);
  }
  const subjects = (await company.store.find({ table: "run", order: [{ column: "number" }] })).map(
    (row) => String(row["subject"]),
  );
  return { company, ana: subjects[0] ?? "", lena: subjects[1] ?? "" };
}

test("LG9, SU3: after two are merged, what comes from either goes to the same subject", async () => {
  const { company, ana, lena } = await twoClients();
  const { book } = company.owner.office;
  const { result } = await book.turn(operator, (turn) => mergeSubjects(turn, lena, ana));
  expect(result.ok).toBe(true);
  await company.arrive("mail.received", "lena-2", {}, ["mailto:lena@x.example"]);
  const rows = await company.store.find({ table: "run", order: [{ column: "number" }] });
  expect(rows.map((row) => row["subject"])).toEqual([ana, lena, ana]);
  expect(await company.events()).toContain("subject.merged");
});

test("SU3: two that are one already, or one that is busy, are not merged", async () => {
  const { company, ana, lena } = await twoClients();
  const { book } = company.owner.office;
  await book.turn(operator, (turn) => mergeSubjects(turn, lena, ana));
  const again = await book.turn(operator, (turn) => mergeSubjects(turn, lena, ana));
  expect(again.result).toMatchObject({ ok: false, refusal: { code: "already_merged" } });
  const { result } = await book.turn(operator, (turn) => canonical(turn, lena));
  expect(result).toBe(ana);
});
