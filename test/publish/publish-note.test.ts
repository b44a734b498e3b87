import { expect, test } from "vitest";
import { type JsonObject, textOf } from "../../src/value/json.ts";
import { idea, type Notes, notes } from "./studio.ts";

const ana = "ana@nordlicht.example";
const first = { idea, title: "Quoting packaging", announce: ana };
const path = "notes/quoting-packaging.md";

/** What is shown for her yes, to be given back changed. */
async function draft({ company }: Notes, item: number): Promise<JsonObject> {
  const told = await company.type("show", String(item), "--json");
  const { shown } = JSON.parse(told.out) as { shown: JsonObject };
  return shown;
}

test("from an idea to the site and a reader, without a model", async () => {
  const there = await notes();
  const { type, site } = there;
  const job = await there.write(first);
  const item = await there.open();
  const shown = await there.show(item);
  expect(shown).toContain("1 Post notes/quoting-packaging.md can be taken back");
  expect(shown).toContain("new: nothing is published there yet");
  expect(shown).toContain(`3 Mail to ${ana} final`);
  expect(shown).toContain("tone not checked: no model read it");
  expect(shown).toContain("; no model");
  expect(site.read(path)).toBe(null);
  expect(await there.sent()).toEqual([]);

  expect(await type("approve", String(item), "--yes")).toMatchObject({ code: 0 });
  expect(site.read(path)).toBe(
    `---\ntitle: "Quoting packaging"\nsummary: "Quoting packaging"\n---\n\n${idea}\n`,
  );
  const [mail = "", ...more] = await there.sent();
  expect(more).toEqual([]);
  expect(mail).toContain(`To: ${ana}`);
  expect(mail).toContain("https://studio-marlow.example/notes/quoting-packaging");
  expect(await there.show(job)).toContain(`did published: post ${path} you read it whole`);
});

test("a no publishes and sends nothing", async () => {
  const there = await notes();
  const job = await there.write(first);
  await there.type("deny", String(await there.open()), "--because", "not now");
  expect(there.site.read(path)).toBe(null);
  expect(await there.sent()).toEqual([]);
  expect(await there.show(job)).toContain("cancelled");
});

test("what she changes is what is published, and stands before and after in the job", async () => {
  const there = await notes();
  const job = await there.write(first);
  const item = await there.open();
  const shown = await draft(there, item);
  const content = textOf(shown["content"]).replace("per blend", "by the blend");
  const value = JSON.stringify({ ...shown, content });
  expect(await there.type("answer", String(item), "edit", "--value", value, "--yes")).toMatchObject(
    {
      code: 0,
    },
  );
  expect(there.site.read(path)).toContain("Why I quote packaging by the blend and not per bag.");
  const told = await there.show(job);
  expect(told).toContain("changed one field, approved");
  expect(told).toContain("- content Why I quote packaging per blend and not per bag.");
  expect(told).toContain("+ content Why I quote packaging by the blend and not per bag.");
  const { out: listed } = await there.company.type("edits", "--process", "publish-note");
  expect(listed).toContain(`Publish note · ${job}`);
  expect(listed).toContain("- content  Why I quote packaging per blend");
  const { out: others } = await there.company.type("edits", "--process", "onboard-client");
  expect(others).toBe("You changed no draft yet\n");
});

test("a claim that must not be made is named, and stops the job before anything leaves", async () => {
  const there = await notes();
  const job = await there.write({ ...first, idea: "Our award-winning bags." });
  const item = await there.open();
  expect(await there.show(item)).toContain("must go: “award-winning” is on your list");
  await there.type("approve", String(item), "--yes");
  expect(there.site.read(path)).toBe(null);
  expect(await there.sent()).toEqual([]);
  expect(await there.show(job)).toContain(
    "the note or its mail still makes a claim that is on your list",
  );

  await there.type("repair", String(job), "--step", "ready");
  const again = await there.open();
  const shown = await draft(there, again);
  const content = textOf(shown["content"]).replace("award-winning", "plain");
  const value = JSON.stringify({ ...shown, content });
  await there.type("answer", String(again), "edit", "--value", value, "--yes");
  expect(there.site.read(path)).toContain("Our plain bags.");
});

test("links and length are looked over", async () => {
  const there = await notes();
  await there.write({
    ...first,
    idea: "See [this](http://old.example/a), [that](https://elsewhere.example/b), [nothing]() and https://en.wikipedia.org/wiki/Bag.",
  });
  const shown = await there.show(await there.open());
  expect(shown).toContain("look at the link http://old.example/a: it is not a whole https address");
  expect(shown).toContain("elsewhere.example is not among your known sites");
  expect(shown).toContain("must go: a link leads nowhere");
  expect(shown).not.toContain("look at the link https://en.wikipedia.org");
  expect(shown).toContain("usual are 40 to 900");
});

test("a site that has moved on keeps what others did", async () => {
  const there = await notes();
  await there.write(first);
  const item = await there.open();
  await there.show(item);
  there.site.commit("index.md", "# Home\n");
  await there.type("approve", String(item), "--yes");
  expect(there.site.read("index.md")).toBe("# Home\n");
  expect(there.site.read(path)).toContain(idea);
});

test("a file of somebody else in its place is not written over, and nobody is told of a note that is not there", async () => {
  const there = await notes();
  const job = await there.write(first);
  const item = await there.open();
  await there.show(item);
  there.site.commit(path, "Ben's\n");
  await there.type("approve", String(item), "--yes");
  expect(there.site.read(path)).toBe("Ben's\n");
  expect(await there.sent()).toEqual([]);
  expect(await there.show(job)).toContain("a file stands there already; choose another slug");
});

test("a newer version is shown as a difference, and takes the place of the first alone", async () => {
  const there = await notes();
  await there.write(first);
  await there.type("approve", String(await there.open()), "--yes");
  await there.write({ ...first, idea: "Why I quote by the blend." });
  const item = await there.open();
  const shown = await there.show(item);
  expect(shown).toContain("-Why I quote packaging per blend and not per bag.");
  expect(shown).toContain("+Why I quote by the blend.");
  await there.type("approve", String(item), "--yes");
  expect(there.site.read(path)).toContain("Why I quote by the blend.");
});

test("within a day it is taken back, and what cannot be is said", async () => {
  const there = await notes();
  const job = await there.write(first);
  await there.type("approve", String(await there.open()), "--yes");
  await there.type("cancel", String(job), "--yes");
  expect(there.site.read(path)).toBe(null);
  const told = await there.show(job);
  expect(told).toContain(`undid Post ${path}`);
  expect(told).toContain(`stays Mail to ${ana} (final)`);
});

test("a post that somebody changed since is not taken back without her", async () => {
  const there = await notes();
  const job = await there.write(first);
  await there.type("approve", String(await there.open()), "--yes");
  there.site.commit(path, "Ben's\n");
  await there.type("cancel", String(job), "--yes");
  expect(there.site.read(path)).toBe("Ben's\n");
  expect(await there.show(await there.open())).toMatch(
    /Not taken back: Post .*somebody changed it since it was published; settle it by hand/,
  );
});

test("readers on record are told, each once", async () => {
  const there = await notes();
  for (const [id, address] of [
    ["tom", "tom@harbour.example"],
    ["ana", ana],
    ["tom", "tom@books.example"],
  ]) {
    await there.type(
      "run",
      "add-reader",
      "--input",
      JSON.stringify({ id, address }),
      "--request",
      `${address}`,
    );
  }
  await there.write({ idea, title: "Quoting packaging" });
  await there.type("approve", String(await there.open()), "--yes");
  const to = (await there.sent()).map((mail) => /^To: (.*)$/m.exec(mail)?.[1]);
  expect(new Set(to)).toEqual(new Set([ana, "tom@books.example"]));
  expect(to).toHaveLength(2);
});

test("without readers nobody is told, and the note is published", async () => {
  const there = await notes();
  await there.write({ idea, title: "Quoting packaging" });
  await there.type("approve", String(await there.open()), "--yes");
  expect(there.site.read(path)).toContain(idea);
  expect(await there.sent()).toEqual([]);
});

test("an idea that makes no note by itself is put before her as a form", async () => {
  const there = await notes();
  await there.write({ idea: `One.\n\n${"Two. ".repeat(40)}`, announce: ana });
  const form = await there.open();
  expect(await there.show(form)).toContain("Writes a note for the site from an idea");
  const value = { title: "Two", summary: "Two things", body: "One and two." };
  await there.type("answer", String(form), "fill", "--value", JSON.stringify(value), "--yes");
  await there.type("approve", String(await there.open()), "--yes");
  expect(there.site.read("notes/two.md")).toContain("One and two.");
});

test("without an idea it says how to begin", async () => {
  const there = await notes();
  const { code, out } = await there.type("run", "publish-note", "--input", '{"title":"x"}');
  expect({ code, out }).toMatchObject({ code: 1 });
  expect(out).toContain('write "idea" like "Why I quote by the piece"');
});

test("a hook that says no is told, and what comes behind waits", async () => {
  const there = await notes();
  const job = await there.write(first);
  const item = await there.open();
  await there.show(item);
  there.site.hook("pre-receive", 'echo "closed for the summer" >&2; exit 1');
  await there.type("approve", String(item), "--yes");
  expect(await there.show(job)).toContain("it does not take this: closed for the summer");
  expect(await there.sent()).toEqual([]);
});
