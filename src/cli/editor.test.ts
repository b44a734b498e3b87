import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { commandWords, openEditor } from "./editor.ts";

async function script(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "an editor "));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "edit.mjs");
  await writeFile(file, source);
  return `"${process.execPath}" "${file}"`;
}

test("an editor's command line is split into words, quotes kept together", () => {
  expect(commandWords(`"/my apps/code" --wait 'a b'`)).toEqual(["/my apps/code", "--wait", "a b"]);
});

test("what was saved is answered, and the file is gone afterwards", async () => {
  const editor = await script(`
    import { readFileSync, writeFileSync } from "node:fs";
    const file = process.argv.at(-1);
    writeFileSync(file, readFileSync(file, "utf8") + "more; $(not run)\\n");
  `);
  const before = await drafts();
  expect(await openEditor("text\n", ".yaml", { EDITOR: editor })).toBe("text\nmore; $(not run)\n");
  expect(await drafts()).toEqual(before);
});

test("VISUAL comes before EDITOR", async () => {
  const nothing = await script("");
  expect(await openEditor("as it was", ".yaml", { VISUAL: nothing, EDITOR: "/nowhere" })).toBe(
    "as it was",
  );
});

test("a variable that is set to nothing hides no editor", async () => {
  const nothing = await script("");
  expect(await openEditor("as it was", ".yaml", { VISUAL: "", EDITOR: nothing })).toBe("as it was");
});

test("an editor that fails or is missing answers nothing", async () => {
  const failing = await script("process.exit(3)");
  await expect(openEditor("x", ".yaml", { EDITOR: failing })).rejects.toThrow(
    "it ended with code 3",
  );
  await expect(openEditor("x", ".yaml", { EDITOR: "/no/such/editor" })).rejects.toThrow(
    'Cannot open the editor "/no/such/editor": it does not start',
  );
});

async function drafts(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith("mainstay-draft-"));
}
