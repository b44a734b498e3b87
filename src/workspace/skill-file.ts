import { z } from "zod";
import type { Skill } from "../agent/skill.ts";
import { fileName } from "../runbook/format.ts";
import { fit, mistake } from "../runbook/mistake.ts";
import type { Read } from "./problem.ts";
import * as yaml from "./yaml.ts";

/** Keys that the open format has besides these are somebody else's, and are left alone. */
const format = z.object({
  name: fileName,
  description: z.string().min(1).max(1_024, "a description of at most 1024 characters"),
});

const mostText = 20_000;

const start = { line: 1, column: 1 };

/** Reads a SKILL.md: YAML between two lines of three dashes, and Markdown below. */
export function read(text: string, digest: string, folder: string): Read<Skill> {
  const parts = /^---\r?\n(?<front>.*?)\r?\n---[ \t]*(?:\r?\n(?<body>.*))?$/s.exec(text)?.groups;
  if (parts === undefined) {
    const remedy = `begin it with "---", "name: ${folder}", "description: …" and "---", a line each`;
    return {
      ok: false,
      mistakes: [mistake(start, "Cannot find what this skill is called", remedy)],
    };
  }
  // With its first line, so that mistakes are told where they stand.
  const parsed = yaml.read(`---\n${parts["front"] ?? ""}\n`);
  if (!parsed.ok) return parsed;
  const front = fit(format, parsed.source);
  if (!front.ok) return front;
  const { name, description } = front.value;
  const body = (parts["body"] ?? "").trim();
  if (name !== folder) {
    const message = `Cannot tell which name holds: the folder is called "${folder}", its skill "${name}"`;
    const at = parsed.source.at("/name");
    return { ok: false, mistakes: [mistake(at, message, "give both the same name")] };
  }
  if (body === "") {
    const remedy = "write below the second line of dashes how it is done";
    return { ok: false, mistakes: [mistake(start, "Cannot use an empty skill", remedy)] };
  }
  if (body.length > mostText) {
    const message = `Cannot use a skill of ${body.length} characters: ${mostText} are the most`;
    return { ok: false, mistakes: [mistake(start, message, "shorten it, or make two of it")] };
  }
  return { ok: true, value: { name, description, version: digest, text: body } };
}
