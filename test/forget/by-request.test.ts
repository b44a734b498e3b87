import { expect, test } from "vitest";
import { plan } from "../engine/company.ts";
import { approve, record } from "../engine/nodes.ts";
import { address, approveAll, companyOf, everything, name, secret, write } from "./client.ts";

const steps = [
  approve("draft", { text: "{{ input.wants }}", to: "{{ input.email }}" }, { onDeny: "cancel" }),
  record("noted", "client", { name: "{{ input.name }}", stage: "active" }, "{{ subject }}"),
];
const byRequest = plan("meet", steps, {
  triggers: [{ on: "request", about: "{{ input.email }}" }],
});

async function met() {
  const { company, desk } = await companyOf({ plans: [byRequest] });
  const start = (email: string, requestId: string) =>
    desk.start({ runbook: "meet", input: { email, name, wants: `Some ${secret}` }, requestId });
  return { company, desk, start };
}

async function subjects({ store }: Awaited<ReturnType<typeof met>>["company"]) {
  const rows = await store.find({ table: "run", order: [{ column: "number" }] });
  return rows.map((row) => row["subject"]);
}

test("a job that she begins is about whoever has that address, in whatever case it is written", async () => {
  const { company, desk, start } = await met();
  expect(await start(` ${address.toUpperCase()} `, "1")).toMatchObject({ ok: true, number: 1 });
  await company.settled();
  expect(await start(address, "1")).toMatchObject({ ok: true, number: 1 });
  const busy = await start(address, "2");
  expect(busy).toMatchObject({ ok: false, code: "subject_occupied" });
  expect(busy.message).toContain("job 1 about the same client is not over");
  await approveAll(company, desk);
  await write(company, "m1");
  expect(await start(address, "3")).toMatchObject({ ok: true });
  const [first, ...others] = await subjects(company);
  expect(first).toBeTruthy();
  expect(others).toEqual([first]);
  expect(await desk.arrivals({})).toMatchObject([{ from: name }]);
});

test.each([
  [{}, "no mail address says whom"],
  [{ email: "" }, "no mail address says whom"],
  [{ email: "Ana" }, '"Ana" is no mail address'],
  [{ email: "a@b.example, c@d.example" }, "is no mail address"],
])("nothing begins where nobody is named: %j", async (input, why) => {
  const { company, desk } = await met();
  const before = (await company.ledger()).length;
  const told = await desk.start({ runbook: "meet", input, requestId: "1" });
  expect(told).toMatchObject({ ok: false, code: "about_nobody" });
  expect(told.message).toContain(why);
  expect(told.message).toContain(`--input '{"email":"ben@quay.example"}'`);
  expect((await company.ledger()).length).toBe(before);
});

test("WH1: who is forgotten leaves nothing behind, and is a stranger when she is met again", async () => {
  const { company, desk, start } = await met();
  await start(address, "1");
  await company.settled();
  await approveAll(company, desk);
  const told = await desk.forget({ client: name, confirm: name, endJobs: false });
  expect(told).toMatchObject({ ok: true });
  expect((await everything(company)).includes(secret)).toBe(false);
  expect(await start(address, "2")).toMatchObject({ ok: true });
  const [before, after] = await subjects(company);
  expect(after).not.toBe(before);
});

test("WH2: what she begins it with is her word, and that client's alone", async () => {
  const { company, start } = await met();
  await start(address, "1");
  await company.settled();
  const [subject] = await subjects(company);
  const [run] = await company.runsOf("meet");
  expect(run?.input.labels[""]).toEqual({
    origins: ["operator"],
    clients: [subject],
    sensitivity: "internal",
  });
});
