import { expect, test } from "vitest";
import { FakeDesk } from "../../test/fakes/fake-desk.ts";
import { FakeTerminal } from "../../test/fakes/fake-terminal.ts";
import { tried } from "../../test/fakes/fake-cli.ts";
import { monday } from "../../test/fakes/sample-day.ts";
import { status } from "../../test/fakes/sample-desk.ts";
import { run } from "../../test/fakes/sample-job.ts";
import { type ScreenOptions, upScreen } from "./up-screen.ts";

const opened: string[] = [];
const options: ScreenOptions = {
  typed: (words) => `npx mainstay ${words}`,
  json: false,
  files: "~/Mainstay/studio",
  tryMail: async () => tried,
  openEditor: async (text) => text.replace("15 July", "18 July"),
  openFile: async (path) => void opened.push(path),
  after: () => () => {},
};
const at = monday;

/** What stands on the screen after these keys; without keys, once everything was told. */
async function screen(
  keys: string[] | null,
  desk = new FakeDesk(),
  more: Partial<ScreenOptions> = {},
) {
  const terminal = new FakeTerminal(keys);
  const running = upScreen(desk, terminal, { ...options, ...more });
  if (keys === null) {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    terminal.leave();
  }
  return { code: await running, text: terminal.written, desk, terminal };
}

test("a quiet company shows the first screen and ends cleanly", async () => {
  const { code, text } = await screen(null);
  expect(code).toBe(0);
  expect(text).toMatch(/^Studio Marlow · EXAMPLE COMPANY/);
  expect(text).toContain("Waiting for you: 3 · about 4 minutes");
  expect(text).toContain("In another terminal:");
});

test("while it works, each thing is told; the screen comes once it is quiet", async () => {
  const desk = new FakeDesk();
  desk.statusNow = { ...status, quiet: false };
  desk.happen(
    { kind: "arrival", fate: "started", line: "mail from Nordlicht Coffee", at },
    { kind: "step", verb: "did", run: 12, client: "Nordlicht Coffee", line: "drafted a brief", at },
    { kind: "item", number: 17, client: "Nordlicht Coffee", title: "Send brief", at },
    { kind: "quiet", at },
    { kind: "done", verb: "finished", run: 9, client: "", line: "bank statement read", at },
  );
  const { text } = await screen(null, desk);
  const lines = text.split("\n");
  expect(lines.slice(2, 7)).toEqual([
    "Reading your mail …",
    "16:41 came     mail from Nordlicht Coffee (a new job)",
    "16:41 did      Nordlicht Coffee: drafted a brief",
    "16:41 asks     17 Nordlicht Coffee: Send brief",
    "",
  ]);
  expect(lines[7]).toBe("Read 9 mails");
  expect(lines.at(-2)).toBe("16:41 finished bank statement read");
  expect(text.match(/Closing is safe/g)).toHaveLength(1);
});

test("while a model thinks she is told so, and what waits comes up without it", async () => {
  const desk = new FakeDesk();
  desk.statusNow = { ...status, quiet: false, reading: true };
  desk.runs = async () => [
    { ...run, number: 21, status: "running", line: "asking the model small" },
  ];
  const waits: { ms: number; work: () => void }[] = [];
  let ended = 0;
  const after = (ms: number, work: () => void) => {
    waits.push({ ms, work });
    return () => void (ended += 1);
  };
  const terminal = new FakeTerminal(null);
  const running = upScreen(desk, terminal, { ...options, after });
  const settled = async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  await settled();
  expect(terminal.written).toMatch(/Reading your mail …\n$/);
  waits[0]?.work();
  await settled();
  expect(terminal.written).toContain("Still reading what came: 9 mails so far\n");
  expect(terminal.written).toContain("Still at it: job 21, ");
  expect(terminal.written).toContain(": asking the model small\n");
  expect(terminal.written).not.toContain("Waiting for you");
  desk.statusNow = { ...status, quiet: false, reading: false };
  waits[1]?.work();
  await settled();
  expect(terminal.written.match(/Waiting for you: 3/g)).toHaveLength(1);
  desk.happen({ kind: "quiet", at });
  await settled();
  expect(terminal.written.match(/Still at it/g)).toHaveLength(2);
  expect(terminal.written.match(/Closing is safe/g)).toHaveLength(1);
  terminal.leave();
  await running;
  expect(waits.map(({ ms }) => ms)).toEqual([2_000, 10_000, 10_000]);
  expect(ended).toBeGreaterThan(0);
});

test("what comes later brings the list of what waits again, not the whole screen", async () => {
  const desk = new FakeDesk();
  const later = desk.items.splice(1, 1);
  const inbox = desk.inbox.bind(desk);
  let asked = 0;
  desk.inbox = async () => {
    asked += 1;
    if (asked === 2) desk.items.push(...later);
    return inbox();
  };
  desk.happen(
    { kind: "item", number: 18, client: "Harbour Books", title: "Paid?", at },
    { kind: "quiet", at },
    { kind: "quiet", at },
  );
  const { text } = await screen(null, desk);
  expect(text.match(/Waiting for you/g)).toHaveLength(2);
  expect(text.match(/Closing is safe/g)).toHaveLength(1);
});

test("what the first screen lists already is not listed again when it is told late", async () => {
  const desk = new FakeDesk();
  desk.happen(
    { kind: "item", number: 18, client: "Harbour Books", title: "Paid?", at },
    { kind: "quiet", at },
  );
  const { text } = await screen(null, desk);
  expect(text.match(/Waiting for you/g)).toHaveLength(1);
});

test("a number and enter open an item, y approves exactly what was shown", async () => {
  const { desk, text } = await screen(["1", "7", "enter", "y"]);
  expect(text).toContain("AFTER y, IN THIS ORDER");
  expect(desk.asked).toEqual([
    { operation: "answer", args: [17, { answer: "approve", digest: "d17" }] },
  ]);
  expect(text).toContain("Inbox · 2 decisions");
});

test("enter alone opens what is most urgent; y without an open item does nothing", async () => {
  const { desk, text } = await screen(["y", "enter"]);
  expect(desk.asked).toEqual([]);
  expect(text).toContain("17 · Nordlicht Coffee · Send brief");
});

test("n asks why and takes the reason along; escape gives the no up", async () => {
  const no = ["1", "7", "enter", "n", ...Array.from("too fab"), "backspace", "r", "enter"];
  const { desk } = await screen(no);
  expect(desk.asked[0]?.args[1]).toEqual({ answer: "deny", digest: "d17", reason: "too far" });
  expect((await screen(["1", "7", "enter", "n", "x", "escape"])).desk.asked).toEqual([]);
});

test("e lends the terminal to the editor, shows the change, and sends it after a yes", async () => {
  const { desk, text, terminal } = await screen(["1", "7", "enter", "e", "y"]);
  expect(terminal.lent).toBe(1);
  expect(text).toContain("- deadline  15 July\n + deadline  18 July");
  expect(desk.asked[0]?.args[1]).toMatchObject({ answer: "edit", value: { deadline: "18 July" } });
  expect((await screen(["1", "7", "enter", "e", "n"])).desk.asked).toEqual([]);
});

test("an answer to what has changed meanwhile shows it as it is now", async () => {
  const desk = new FakeDesk();
  desk.outcome = { ok: false, code: "approval_changed", message: "Cannot approve 17: it changed" };
  const { text } = await screen(["1", "7", "enter", "y"], desk);
  expect(text).toContain("Cannot approve 17: it changed");
  expect(text.match(/AFTER y, IN THIS ORDER/g)).toHaveLength(2);
});

test("u takes back what is leaving", async () => {
  const { desk } = await screen(["u"]);
  expect(desk.asked).toContainEqual({ operation: "hold", args: [null] });
});

test("s stops everything and lists what left", async () => {
  const { desk, text } = await screen(["s"]);
  expect(desk.asked[0]?.operation).toBe("stop");
  expect(text).toContain("Already left:\n  10:03 mail to ana@nordlicht.example");
});

test("t tries a mail of hers, also one whose quoted name was dropped on the terminal", async () => {
  const files: string[] = [];
  const tryMail = async (file: string) => {
    files.push(file);
    return tried;
  };
  const { text } = await screen(["t", ...Array.from("'/m/a b.eml'"), "enter"], new FakeDesk(), {
    tryMail,
  });
  expect(files).toEqual(["/m/a b.eml"]);
  expect(text).toContain("Nothing was sent, nothing was kept");
});

test("o opens the draft's file, x shows the evidence, l lists what came", async () => {
  const { text } = await screen(["1", "7", "enter", "o", "x", "l"]);
  expect(opened).toEqual(["/data/drafts/17.pdf"]);
  expect(text).toContain("EVIDENCE");
  expect(text).toContain("no action (newsletter)");
});

test("a wrong number is told, and she goes on", async () => {
  const { code, text } = await screen(["9", "9", "enter", "i"]);
  expect(text).toContain("Cannot show 99: there is no such item");
  expect(text).toContain("Inbox · 3 decisions");
  expect(code).toBe(0);
});

test("nothing is written between the letters she types", async () => {
  const desk = new FakeDesk();
  const keys = ["1", "7", "enter", "n", ...Array.from("because"), "enter"];
  const terminal = new FakeTerminal(keys);
  const write = terminal.write.bind(terminal);
  terminal.write = (text) => {
    write(text);
    if (text === "c")
      desk.happen({ kind: "step", verb: "did", run: 9, client: "", line: "read the bank", at });
  };
  await upScreen(desk, terminal, options);
  expect(terminal.written).toContain("No, because: because\n16:41 did      read the bank\n");
});

test("--json is notices and status, one value a line", async () => {
  const desk = new FakeDesk();
  desk.happen({ kind: "quiet", at });
  const { text } = await screen(null, desk, { json: true });
  const kinds = text
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { kind: string }).kind);
  expect(kinds).toEqual(["status", "quiet", "status"]);
});

test("an error while watching ends it with that error", async () => {
  const desk = new FakeDesk();
  desk.status = () => Promise.reject(new Error("the disk is gone"));
  await expect(upScreen(desk, new FakeTerminal(null), options)).rejects.toThrow("the disk is gone");
});
