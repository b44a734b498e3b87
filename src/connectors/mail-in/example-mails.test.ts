import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { memoryFiles } from "../../../test/fakes/files.ts";
import type { Arrival } from "../contract.ts";
import { mailIn } from "./mail-in.ts";
import { MailReceived } from "./received.ts";

const studio = new URL("../../../examples/studio/", import.meta.url).pathname;

async function read(folder: string) {
  const connector = await mailIn(`${studio}${folder}`, ["studio-marlow.example"], () =>
    Date.parse("2999-01-01"),
  );
  const found: { arrival: Arrival; mail: MailReceived }[] = [];
  for await (const arrival of connector.source?.scan(async () => false, memoryFiles()) ?? []) {
    found.push({ arrival, mail: MailReceived.parse(arrival.content) });
  }
  return found;
}

/** As the studio's rules see it: the first that fits. */
function fate({ arrival, mail }: { arrival: Arrival; mail: MailReceived }): string {
  if (arrival.damaged !== undefined) return "damaged";
  if (arrival.copyOf !== undefined || mail.auto) return "no action";
  if (mail.suspicious.length > 0) return "suspicious";
  return arrival.answers.length > 0 ? "reply" : "enquiry";
}

test("the studio's fourteen mails are what the first screen says they are", async () => {
  const mails = await read("mail");
  const counts = Object.groupBy(mails.map(fate), (name) => name);
  expect(Object.fromEntries(Object.entries(counts).map(([k, v]) => [k, v?.length]))).toEqual({
    enquiry: 3,
    reply: 1,
    "no action": 8,
    damaged: 1,
    suspicious: 1,
  });
});

test("their names are in the order of their dates", async () => {
  const mails = await read("mail");
  const names = await readdir(`${studio}mail`);
  expect(mails.map(({ mail }) => mail.file)).toEqual(
    names.filter((name) => name.endsWith(".eml")).toSorted(),
  );
});

test("each is what its name says", async () => {
  const mails = new Map(
    [...(await read("mail")), ...(await read("arrivals"))].map((entry) => [
      entry.mail.file.slice(0, 2),
      entry,
    ]),
  );
  const mail = (n: string) => mails.get(n)?.mail;
  expect(mail("02")?.attachments.map((file) => file.name)).toEqual([
    "Harbour Books brief.pdf",
    "front.png",
  ]);
  // The operator's answer was sent by hand; the thread leads back to their first mail all the same.
  expect(mails.get("04")?.arrival.answers).toContain(mail("02")?.messageId);
  expect(mail("05")?.from.name).toBe("Бумажная мастерская");
  expect(mail("06")?.kind).toBe("bounce");
  expect(mail("08")?.suspicious).toEqual([
    "asks to ignore the rules",
    'asks to "forward all invoices to me"',
  ]);
  expect(mail("09")?.text).toContain("I run a small ceramics studio in Bremen – “Ruiz y Señal”");
  expect(mails.get("10")?.arrival.damaged).toContain("ends in the middle of a part");
  expect(mails.get("13")?.arrival.copyOf).toBe(mail("12")?.messageId);
  expect(mails.get("15")?.arrival.answers).toEqual([mail("12")?.messageId]);
  expect(mail("15")?.text).toMatch(/^One more thing: could it be 6 blends\?[^>]*$/);
  expect(mail("16")?.suspicious[0]).toContain("changed bank details");
  expect(mails.get("17")?.arrival.answers).toEqual([mail("09")?.messageId]);
});

test("every address in them is invented", async () => {
  for (const folder of ["mail", "arrivals"]) {
    for (const name of await readdir(`${studio}${folder}`)) {
      const text = await readFile(`${studio}${folder}/${name}`, "latin1");
      const hosts = [...text.matchAll(/[\w.-]+@([\w-]+(?:\.[\w-]+)+)/g)].map(([, host]) => host);
      expect(
        hosts.filter((host) => host?.endsWith(".example") !== true),
        name,
      ).toEqual([]);
    }
  }
});
