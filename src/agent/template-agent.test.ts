import { expect, test } from "vitest";
import type { Json } from "../value/json.ts";
import { fromOutside, type Labelled, own } from "../value/label.ts";
import type { AgentRequest } from "./contract.ts";
import { renderTemplate, templateAgent } from "./template-agent.ts";

const never = new AbortController().signal;
const outside = fromOutside(null, "s1").labels;
const input: Labelled = {
  value: { client: { name: "Ana" }, tone: "kind", input: "hidden" },
  labels: { "/client": outside[""] ?? own },
};

function request(template: Json): AgentRequest {
  const rung = { kind: "template" as const, template };
  return { agent: "correspondent", rung, input, output: {}, deadlineMs: 1000 };
}

test("fields are seen by name, the whole as `input`, and each part keeps its labels", () => {
  const template = { to: "{{ client.name }}", tone: "{{ input.tone }}" };
  const output = renderTemplate(template, input);
  expect(output.value).toEqual({ to: "Ana", tone: "kind" });
  expect(output.labels["/to"]).toEqual(outside[""]);
  expect(output.labels["/tone"]?.origins ?? ["runbook"]).toEqual(["runbook"]);
});

test("an input that is no object is seen as `input`", () => {
  expect(renderTemplate("{{ input }}", { value: 3, labels: {} }).value).toBe(3);
});

test("the executor answers the filled-in template", async () => {
  const result = await templateAgent().execute(request("Dear {{ client.name }}"), never);
  expect(result).toMatchObject({ output: { value: "Dear Ana" }, costMicros: 0, proposals: [] });
});

test("an expression that fails is the template's mistake", async () => {
  await expect(templateAgent().execute(request("{{ client.phone }}"), never)).rejects.toEqual(
    expect.objectContaining({
      failure: "deterministic",
      message: expect.stringMatching(
        /^Cannot fill in the template of agent "correspondent": /,
      ) as unknown,
    }),
  );
});

test("a rung of another kind is refused", async () => {
  const manual = { ...request(""), rung: { kind: "manual" as const } };
  await expect(templateAgent().execute(manual, never)).rejects.toMatchObject({
    name: "AgentError",
  });
});
