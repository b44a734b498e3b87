import { expect, test } from "vitest";
import { problemsOf, workspaceOf } from "../../test/fakes/small-company.ts";
import { diff } from "./diff.ts";
import { read } from "./skill-file.ts";

const front = "---\nname: voice\ndescription: How letters sound\nlicense: mine\n---\n";
const skill = `${front}\nShort.\n`;
const agent = (more: string) => `agent: letter-reply
purpose: Writes
input: { type: object }
output: { type: object }
ladder: [{ model: small, prompt: Write }, manual]
skills: [voice]
${more}`;

test("a skill is read with its name and what stands below its front matter", () => {
  expect(read(skill.replaceAll("\n", "\r\n"), "d", "voice")).toEqual({
    ok: true,
    value: { name: "voice", description: "How letters sound", version: "d", text: "Short." },
  });
});

test.each([
  ["Short.", 1, "what this skill is called", `begin it with "---", "name: voice"`],
  [front, 1, "an empty skill", "write below"],
  [front.slice(0, -1), 1, "an empty skill", "write below"],
  [
    skill.replace("name: voice", "name: tone"),
    2,
    `is called "voice", its skill "tone"`,
    "same name",
  ],
  [
    skill.replace("description: How letters sound\n", ""),
    2,
    `"description" is missing`,
    `add "description"`,
  ],
  [skill.replace("name: voice", "name: [voice"), 3, "Cannot", ""],
  [`${front}${"x".repeat(20_001)}`, 1, "a skill of 20001 characters", "shorten it"],
])("what is wrong in it is told with its line: %j", (text, line, message, remedy) => {
  const found = read(text, "d", "voice");
  if (found.ok) throw new Error("it was read");
  expect(found.mistakes[0]?.line).toBe(line);
  expect(found.mistakes[0]?.message).toContain(message);
  expect(found.mistakes[0]?.remedy).toContain(remedy);
});

test("an agent that names a skill has it, and is another version once the skill is", () => {
  const files = { "skills/voice/SKILL.md": skill, "agents/letter-reply.yaml": agent("") };
  const one = workspaceOf(files);
  expect(one.release.agents["letter-reply"]?.skills).toMatchObject([
    { name: "voice", text: "Short." },
  ]);
  const other = workspaceOf({ ...files, "skills/voice/SKILL.md": `${skill}More.` });
  expect(other.release.agents["letter-reply"]?.version).not.toBe(
    one.release.agents["letter-reply"]?.version,
  );
  expect(diff(one, other)).toContainEqual({
    kind: "skill",
    name: "voice",
    change: "changed",
    details: [],
  });
});

test("a skill that is missing, spoilt, or takes more than half of what an agent is told is refused", () => {
  expect(problemsOf({ "agents/letter-reply.yaml": agent("") })).toMatchObject([
    { file: "agents/letter-reply.yaml", message: 'Cannot find the skill "voice"' },
  ]);
  const spoilt = { "skills/voice/SKILL.md": "x", "agents/letter-reply.yaml": agent("") };
  expect(problemsOf(spoilt).map(({ file }) => file)).toEqual(["skills/voice/SKILL.md"]);
  const long = { ...spoilt, "skills/voice/SKILL.md": `${front}${"x".repeat(400)}` };
  const tight = { ...long, "agents/letter-reply.yaml": agent("context: { tokens: 199 }") };
  expect(problemsOf(tight)).toMatchObject([
    { remedy: 'write "context: { tokens: 200 }", or shorten them' },
  ]);
  expect(
    problemsOf({ ...tight, "agents/letter-reply.yaml": agent("context: { tokens: 200 }") }),
  ).toEqual([]);
});
