import { expect, test } from "vitest";
import { studio } from "../bad-input/company.ts";

const flat = (text: string) => text.replaceAll(/\s+/g, " ");

test("a process, an agent or a client that nobody knows is told, with what there is, and never an empty list", async () => {
  const company = await studio();
  const asked: [argv: string[], said: string][] = [
    [["signals", "--process", "nosuch"], "use one of: add-reader,"],
    [["signals", "--process", "onboard-clients"], 'write "onboard-client", if that is meant'],
    [["signals", "--agents", "--process", "nosuch"], 'There is no process "nosuch"'],
    [["signals", "--json", "--agent", "nosuch"], 'There is no agent "nosuch"'],
    [["signals", "--agent", "letter-replys"], 'write "letter-reply", if that is meant'],
    [["signals", "--client", "nosuch"], 'There is no client "nosuch"'],
    [["episodes", "--process", "nosuch"], 'There is no process "nosuch"'],
    [["episodes", "deposit", "--client", "Nortlicht"], 'write "Nordlicht Coffee"'],
    [["edits", "--process", "nosuch"], 'There is no process "nosuch"'],
    [["runs", "--process", "nosuch"], 'There is no process "nosuch"'],
    [["facts", "--client", "nosuch"], "there are: Harbour Books, Nordlicht Coffee, Ruiz y Señal"],
    [["facts", "nosuch"], 'There is no kind of record "nosuch"'],
    [["recall", "paper", "--client", "nosuch"], 'There is no client "nosuch"'],
    [["memory", "diff", "2026-01-01", "--kind", "nosuch"], "use one of: bank,"],
    [["memory", "restore", "2026-01-01", "--agent", "nosuch"], "use one of: client-summary,"],
    [["memory", "export", "--client", "nosuch"], 'There is no client "nosuch"'],
  ];
  for (const [argv, said] of asked) {
    const { code, err } = await company.type(...argv);
    expect([argv.join(" "), code, flat(err).includes(said)]).toEqual([argv.join(" "), 1, true]);
  }
  // What is known and has nothing to tell is no mistake.
  const none = await company.type("signals", "--process", "follow-up");
  expect([none.code, none.out]).toEqual([0, "You gave no such answer yet\n"]);
  const jobs = await company.type("episodes", "--process", "follow-up");
  expect([jobs.code, jobs.out]).toEqual([0, "There was no such job yet.\n"]);
}, 60_000);
