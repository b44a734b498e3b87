import { expect, test } from "vitest";
import { canonical, mergeSubjects } from "../../src/engine/subject.ts";
import type { Node } from "../../src/kernel/plan.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { agent, type CompanyOptions, open, plan } from "./company.ts";
import { act, choose, record, wait, write } from "./nodes.ts";
import { operator } from "../../src/engine/who.ts";

const writer = agent("writer", [{ kind: "template", file: "t.json", template: { said: 1 } }]);
const onMail = { triggers: [{ on: "event", type: "mail.received", when: null }] } as const;

async function twoClients(
  steps: readonly Node[] = [write("a")],
  more: Partial<CompanyOptions> = {},
) {
  const plans = [plan("read", steps, onMail)];
  const company = await open({ plans, agents: [writer], ...more });
  for (const name of ["ana", "lena"]) {
    const id = `${name}-1`;
    await company.arrive("mail.received", id, { text: id }, [`mailto:${name}@x.example`]);
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

test("SU3: two that are one already are not merged again", async () => {
  const { company, ana, lena } = await twoClients();
  const { book } = company.owner.office;
  await book.turn(operator, (turn) => mergeSubjects(turn, lena, ana));
  const again = await book.turn(operator, (turn) => mergeSubjects(turn, lena, ana));
  expect(again.result).toMatchObject({ ok: false, refusal: { code: "already_merged" } });
  const { result } = await book.turn(operator, (turn) => canonical(turn, lena));
  expect(result).toBe(ana);
});

test("SU3: one whose job is under way keeps its id until it ends", async () => {
  const { company, ana, lena } = await twoClients([wait("rest", { on: "never" })]);
  const { book } = company.owner.office;
  const { result } = await book.turn(operator, (turn) => mergeSubjects(turn, lena, ana));
  expect(result).toMatchObject({ ok: false, refusal: { code: "subject_occupied" } });
  expect(await company.events()).not.toContain("subject.merged");
});

test("JU1, SU3: what belonged to the one may be used for the other once they are one", async () => {
  const world = new World();
  const { company, ana, lena } = await twoClients(
    [
      choose("who", {
        first: {
          when: "event.text == 'lena-1'",
          steps: [record("noted", "board", { text: "{{ event.text }}" }, "shared")],
        },
        other: {
          when: "event.text == 'ana-2'",
          steps: [
            record("board", "board", null, "shared"),
            act("send", { to: "known@x.example", note: "{{ board.text }}" }),
          ],
        },
      }),
    ],
    { connectors: { world: scriptedConnector(world) } },
  );
  const { book } = company.owner.office;
  await book.turn(operator, (turn) => mergeSubjects(turn, lena, ana));
  await company.arrive("mail.received", "ana-2", { text: "ana-2" }, ["mailto:ana@x.example"]);
  expect(world.acts).toMatchObject([{ args: { note: "lena-1" } }]);
});
