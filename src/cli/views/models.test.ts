import { expect, test } from "vitest";
import { FakeCli } from "../../../test/fakes/fake-cli.ts";
import { frame } from "../../../test/fakes/frame.ts";
import * as sample from "../../../test/fakes/sample-desk.ts";
import { modelsLines } from "./models.ts";

test("each tier with its model, its price, whose work it does and how that went", () => {
  expect(modelsLines(sample.models, frame()).join("\n")).toBe(
    `
2 models

small  openai/gpt-5-mini
       0.23 in, 1.84 out, in EUR for a million tokens · works for letter-reply,
       qualification
       12 calls, 0.02 EUR; the last was answered in 1.8 s by
       gpt-5-mini-2025-08-07

large  anthropic/claude-sonnet-4-5
       not asked: ANTHROPIC_API_KEY is not set
       2.76 in, 13.80 out, in EUR for a million tokens · no agent's ladder names
       it

Spent  in all 0.02 EUR of 20.00 EUR · today 0.00 EUR of 1.00 EUR`.trimStart(),
  );
});

test("without any it says that nothing needs one, and how to name one", () => {
  const [first, ...more] = modelsLines({ ...sample.models, tiers: [] }, frame());
  expect(first).toMatch(/^No model is named\. Every step works without/);
  expect(more.join("\n")).toContain("models: { small:");
});

test("a check says first what it costs at most, and asks only what can be asked", async () => {
  const cli = new FakeCli();
  const { out, code } = await cli.type("models", "--check");
  expect(out.split("\n")).toEqual([
    "Asking small once, with a tiny question. It costs 0.00052 EUR at most.",
    "✓ Small answers in 0.6 s, for 0.000004 EUR",
    "",
  ]);
  expect(code).toBe(0);
  expect(cli.desk.asked).toEqual([{ operation: "checkModel", args: ["small"] }]);
});

test("a check that no budget is left for ends with 5, one that fails with 1", async () => {
  const ended = async (code: string) => {
    const cli = new FakeCli();
    const message = "Cannot ask it";
    cli.desk.checked = { ok: false, code, message, costMicros: 0, latencyMs: null };
    return cli.type("models", "--check", "--json");
  };
  expect(await ended("budget_exhausted")).toMatchObject({ code: 5 });
  expect(await ended("model_failed")).toMatchObject({
    code: 1,
    out: '{"tier":"small","ok":false,"code":"model_failed","message":"Cannot ask it","costMicros":0,"latencyMs":null}\n',
  });
});

test("a tier whose last call was not answered says why", () => {
  const [tier] = sample.models.tiers;
  if (tier === undefined) throw new Error("The sample has no tier");
  const text = (more: object) =>
    modelsLines({ ...sample.models, tiers: [{ ...tier, ...more }] }, frame()).join(" ");
  const failed = "its server refuses the key";
  expect(text({ failed }).replaceAll(/\s+/g, " ")).toContain(`but not the last: ${failed}`);
  expect(text({ failed, last: null }).replaceAll(/\s+/g, " ")).toContain(
    `none was answered, the last because ${failed}`,
  );
});
