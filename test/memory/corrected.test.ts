import { expect, onTestFinished, test } from "vitest";
import { isObject, type Json, textOf } from "../../src/value/json.ts";
import { quiet } from "../bad-input/company.ts";
import { stub } from "../models/stub.ts";
import { letters } from "./letters.ts";

/** The last line, on the example company with a model that is asked for each letter. */
test("D6, D7: a corrected preference changes the next draft and lists the old ones, each with how it is done again", async () => {
  const prompts: string[] = [];
  const server = await stub((_, { messages, response_format: format }) => {
    const isLetter = JSON.stringify(format ?? null).includes('"paragraphs"');
    if (!isLetter) return { status: 401 };
    prompts.push(Array.isArray(messages) ? messages.map(contentOf).join("\n") : "");
    return { answer: { subject: "Your proofs", paragraphs: ["They come on Monday.", "Clara"] } };
  });
  onTestFinished(() => server.close());
  const world = await letters({
    env: { OPENAI_BASE_URL: server.base, OPENAI_API_KEY: "sk-test-0123456789" },
  });
  const { desk } = world.opened;
  const paper = { client: "Birch", kind: "preference", field: "paper" };
  const told = () => /preference\.paper: (\w+)/.exec(prompts.at(-1) ?? "")?.[1];

  await desk.sayFact({ ...paper, how: "set", value: "coated" });
  const sent = await world.mailFrom("Birch", "Which paper do you take for the boxes?");
  expect(told()).toBe("coated");
  await world.send(sent);
  const open = await world.mailFrom("Birch", "And for the labels?");
  // Of another client nothing of it is told, and nothing of theirs is listed.
  await world.mailFrom("Harbour", "Which paper do you take?");
  expect(told()).toBeUndefined();

  const because = "she meant the labels only";
  const said = await desk.sayFact({ ...paper, how: "correct", value: "uncoated", because });
  expect(said).toMatchObject({ ok: true });
  expect(said.rested).toMatchObject([
    {
      number: open.run,
      runbook: "follow-up",
      status: "waiting",
      steps: ["letter"],
      acts: [],
      again: `repair ${open.run} --step letter`,
    },
    // Its letter is with them: nothing is done again, and the next goes by what is known.
    {
      number: sent.run,
      status: "completed",
      steps: ["letter"],
      acts: [expect.stringMatching(/Your proofs|ida@birch\.example/)],
      again: null,
    },
  ]);

  // What it names is followed: the open draft is written again, by what is known now.
  expect(await desk.repair(open.run ?? 0, { step: "letter" })).toMatchObject({ ok: true });
  await quiet(world.opened);
  expect(told()).toBe("uncoated");
  expect(prompts.at(-1)).not.toMatch(/preference\.paper: coated/);
  const anew = (await desk.inbox()).lines.find(({ run }) => run === open.run);
  await world.send(await desk.item(anew?.number ?? 0));
  await world.mailFrom("Birch", "One more thing: the ribbon?");
  expect(told()).toBe("uncoated");
  // The correction is a signal itself.
  const { signals } = await desk.signals({ kind: "reclassified" });
  expect(signals).toMatchObject([
    { action: "preference.paper", reason: because, changes: [{ was: "coated", is: "uncoated" }] },
  ]);

  await world.close();
  const { out } = await world.company.type("fact", "why", "preference.paper", "--client", "Birch");
  expect(out).toMatch(/3 jobs read it:/);
  expect(out).toMatch(/ended: what it did stays/);
  expect(out).toMatch(/do it again: npx mainstay repair \d+ --step letter/);
});

const contentOf = (message: Json): string => (isObject(message) ? textOf(message["content"]) : "");
