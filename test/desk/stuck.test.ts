import { expect, test } from "vitest";
import { shellWord } from "../../src/value/shell.ts";
import { open, plan } from "../engine/company.ts";
import { deskFor } from "../engine/desk.ts";
import { approve, check } from "../engine/nodes.ts";
import { answer } from "../engine/operator.ts";

const because = "that is nothing; correct it";

test("a job that is stuck on her answer is taken back to it, with what she said to be changed", async () => {
  const steps = [
    approve("terms", { price: "{{ input.price }}" }, { title: "What is agreed" }),
    check("priced", "terms.price != '0'", because),
  ];
  const c = await open({ plans: [plan("one", steps)] });
  const id = await c.start("one", { price: "0" });
  await answer(c, id, "terms");
  const desk = deskFor(c);
  const [stuck] = (await desk.inbox()).lines;
  const card = await desk.item(stuck?.number ?? 0);
  expect(card.title).toBe(`Stuck at "priced": ${because}`);
  expect(Object.entries(card.answers)[0]).toEqual(["back", "change what you said: What is agreed"]);
  const back = { answer: "back", digest: card.digest };
  expect(await desk.answer(card.number, back)).toMatchObject({ ok: true });
  await c.settled();
  const [asked, ...others] = (await desk.inbox()).lines;
  expect(others).toEqual([]);
  const shown = await desk.item(asked?.number ?? 0);
  expect(shown).toMatchObject({ title: "What is agreed", shown: { price: "0" } });
  const edit = { answer: "edit", digest: shown.digest, value: { price: "5" } };
  expect(await desk.answer(shown.number, edit)).toMatchObject({ ok: true });
  await c.settled();
  expect((await c.run(id)).status).toBe("completed");
});

test("a job that is stuck on what it was begun with says how it is begun again", async () => {
  const c = await open({ plans: [plan("one", [check("priced", "input.price != '0'", because)])] });
  const desk = deskFor(c);
  const input = { price: "0", text: "Ana's" };
  await desk.pause({ kind: "runbook", name: "one" }, "later");
  // What is held back looks at nothing yet.
  expect(await desk.start({ runbook: "one", input, requestId: "1" })).toMatchObject({ ok: true });
  await desk.resume({ kind: "runbook", name: "one" });
  await c.settled();
  const [stuck] = (await desk.inbox()).lines;
  expect(stuck?.notes).toContain(
    `cancel it, and begin again with that corrected: mainstay run one --input ${shellWord(JSON.stringify(input))}`,
  );
  const card = await desk.item(stuck?.number ?? 0);
  expect(Object.keys(card.answers)).toEqual(["retry", "take", "cancel"]);
  await desk.answer(card.number, { answer: "cancel", digest: card.digest });
  const mended = { ...input, price: "5" };
  expect(await desk.start({ runbook: "one", input: mended, requestId: "2" })).toMatchObject({
    ok: true,
  });
  await c.settled();
  expect((await desk.inbox()).lines).toEqual([]);
});
