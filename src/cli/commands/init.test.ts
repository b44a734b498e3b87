import { expect, test } from "vitest";
import { FakeCli } from "../../../test/fakes/fake-cli.ts";
import { Interrupted } from "../errors.ts";

const made = (cli: FakeCli) => cli.calls.find(({ what }) => what === "init")?.args[0];
const account = {
  user: "ana@ruiz.example",
  imap: { host: "mail.example", port: 993, security: "tls" },
  smtp: { host: "mail.example", port: 465, security: "tls" },
};

test("without a terminal everything is taken from options, the rest from the country", async () => {
  const cli = new FakeCli();
  const flags = ["--country", "ch", "--iban", "DE89 3704 0044 0532 0130 00", "--yes"];
  const open = ["--vat-id", "later", "--email", "later"];
  const { code, out } = await cli.type(
    "init",
    "studio",
    "--name",
    "Studio Ruiz",
    ...flags,
    ...open,
  );
  expect(code).toBe(0);
  expect(out).toContain("For the first 7 days it only looks");
  expect(out).toContain("npx mainstay up --workspace studio");
  expect(made(cli)).toEqual({
    folder: "studio",
    data: null,
    name: "Studio Ruiz",
    country: "CH",
    currency: "CHF",
    vat: "registered",
    vatRate: "",
    vatNote: "",
    vatId: "",
    address: "",
    iban: "DE89370400440532013000",
    lastInvoice: "",
    mailbox: "",
    email: "",
    account: null,
    password: "",
    lookDays: 7,
    morning: "08:00",
  });
});

test("without a terminal everything that is missing or wrong is told at once", async () => {
  const cli = new FakeCli();
  const { code, err } = await cli.type("init", "x", "--iban", "DE00 1234", "--vat-id", "AT1");
  expect(code).toBe(2);
  for (const flag of ["--name", "--iban", "--vat-id"]) expect(err).toContain(flag);
  expect(err).toContain("DE123456789");
  const wrong = ["--country", "XX", "--currency", "eu", "--email", "nope", "--morning", "8"];
  const all = (await cli.type("init", "x", "--name", "S", ...wrong)).err;
  for (const flag of ["--country", "--currency", "--email", "--morning"]) {
    expect(all).toContain(flag);
  }
  const unsaid = (await cli.type("init", "x", "--vat", "registered", "--currency", "eu", "--yes"))
    .err;
  for (const flag of ["--name", "--currency", "--vat-id is not said", "--email is not said"]) {
    expect(unsaid.replaceAll(/\s+/g, " ")).toContain(flag);
  }
  expect(cli.calls).toEqual([]);
});

test("a wrong password is told once, though two servers refuse it", async () => {
  const cli = new FakeCli();
  cli.env = { MAINSTAY_MAIL_PASSWORD: "wrong" };
  const said = ["--email", "ana@ruiz.example", "--vat-id", "later", "--yes"];
  const { code, err } = await cli.type("init", "x", "--name", "S", ...said);
  expect(code).toBe(2);
  expect(err.match(/does not let you in/g)).toHaveLength(1);
});

test.each([
  ["--iban", "DE00 1234", "has 22 characters"],
  ["--country", "Spain", "two letters"],
  ["--country", "XX", "two letters of a country"],
  ["--currency", "EURO", "three letters"],
  ["--email", "ruiz", "a mail address"],
  ["--vat-id", "FR1", "looks like FR"],
  ["--last-invoice", "the ninth", "must end in the digits"],
  ["--morning", "8 o'clock", "like 08:00"],
  ["--vat-note", "Exempt", 'belongs to the VAT status "none"'],
  ["--imap", "not a server", "a server is needed"],
])("%s %s is refused before anything is made", async (flag, value, reason) => {
  const cli = new FakeCli();
  const country = flag === "--vat-id" ? ["--country", "FR"] : [];
  const { code, err } = await cli.type("init", "x", "--name", "S", ...country, flag, value);
  expect(code).toBe(2);
  expect(err).toContain(flag);
  expect(err.replaceAll(/\s+/g, " ")).toContain(reason);
  expect(cli.calls).toEqual([]);
});

test("on a terminal it asks for what was not said, and logs in with her password until it works", async () => {
  const cli = new FakeCli();
  cli.isTTY = true;
  // The fake's choices are the one it finds first in what is left to say, else the first of all.
  cli.said = [
    "DE",
    "EUR",
    "DE123456789",
    "Weg 1, 20095 Hamburg",
    "",
    "2026-010",
    "ana@ruiz.example",
    "wrong",
    "right",
  ];
  const { out } = await cli.type("init", "studio", "--name", "Ruiz");
  expect(out).toContain("Mail of this address lies at mail.example and leaves by mail.example.");
  expect(out).toContain("It wants an app password.");
  expect(out).toContain("in and out: mail.example does not let you in");
  expect(out).not.toContain("wrong");
  expect(out).not.toContain("right");
  expect(made(cli)).toMatchObject({
    name: "Ruiz",
    vatId: "DE123456789",
    address: "Weg 1, 20095 Hamburg",
    lastInvoice: "2026-010",
    email: "ana@ruiz.example",
    account,
    password: "right",
  });
});

test("who charges no VAT for another reason says it in her own words, now or later", async () => {
  const cli = new FakeCli();
  const none = ["--vat", "none", "--vat-note", "Exempt"];
  await cli.type("init", "x", "--name", "S", "--yes", "--email", "later", ...none);
  expect(made(cli)).toMatchObject({ vat: "none", vatNote: "Exempt" });
  await cli.type("init", "x", "--change", "vat", ...none);
  expect(cli.calls.at(-1)?.args[1]).toEqual({ vat: "none", vatNote: "Exempt" });
  cli.isTTY = true;
  cli.said = ["Exempt as well"];
  await cli.type("init", "x", "--change", "vat", "--vat", "none");
  expect(cli.calls.at(-1)?.args[1]).toEqual({ vat: "none", vatNote: "Exempt as well" });
});

test("what is usual is said, and a rate that is not known is asked for", async () => {
  const cli = new FakeCli();
  const open = ["--vat-id", "later", "--email", "later", "--yes"];
  const { out } = await cli.type("init", "x", "--name", "S", "--country", "ES", ...open);
  expect(out.replaceAll(/\s+/g, " ")).toContain(
    "Taken as usual, since nothing else was said: currency EUR, VAT status registered, VAT rate 21 %, what VAT clients abroad are charged (connectors/books.yaml).",
  );
  const us = ["init", "x", "--name", "S", "--country", "US", ...open];
  const refused = await cli.type(...us);
  expect(refused.code).toBe(2);
  expect(refused.err.replaceAll(/\s+/g, " ")).toContain(
    "--vat-rate does not fit: the usual rate of US is not known here",
  );
  await cli.type(...us, "--vat-rate", "8.25");
  expect(cli.calls.at(-1)?.args[0]).toMatchObject({ vatRate: "8.25" });
});

test("leaving in the middle makes nothing, and says how to go on from there", async () => {
  const cli = new FakeCli();
  cli.isTTY = true;
  cli.said = ["ES"];
  cli.leavesAt = "Which currency do you bill in?";
  const { code, err } = await cli.type("init", "studio", "--name", "Studio Ruiz");
  expect(code).toBe(130);
  expect(err.replaceAll(/\s+/g, " ")).toContain(
    "go on with: npx mainstay init studio --name 'Studio Ruiz' --country ES",
  );
  expect(cli.calls).toEqual([]);
  expect(new Interrupted("x").remedy).toBe("start it again when you like");
});

test("answers may stand in a file; what is typed beats it, and what it does not know is refused", async () => {
  const cli = new FakeCli();
  const known = { name: "Ruiz", country: "ES", vatId: "later", email: "later" };
  const answers = { ...known, lookDays: 3, morning: "none" };
  cli.files = { "a.json": JSON.stringify(answers), "b.json": '{"nmae":"x"}', "c.json": "[1]" };
  await cli.type("init", "x", "--answers", "a.json", "--yes", "--country", "PT");
  expect(made(cli)).toMatchObject({ name: "Ruiz", country: "PT", lookDays: 3, morning: "" });
  const strange = await cli.type("init", "x", "--answers", "b.json", "--yes");
  expect(strange.code).toBe(2);
  expect(strange.err).toContain('"nmae" is no answer');
  expect((await cli.type("init", "x", "--answers", "c.json")).err).toContain("no JSON object");
});

test("a password in a file is tried before anything is made, and never told", async () => {
  const cli = new FakeCli();
  cli.files = { good: "right\n", bad: "hunter2\n", long: "a\nb" };
  const said = ["--name", "R", "--email", "ana@ruiz.example", "--vat-id", "later"];
  const flags = [...said, "--yes", "--password-file"];
  await cli.type("init", "x", ...flags, "good", "--smtp", "out.example:587");
  const smtp = { host: "out.example", port: 587, security: "starttls" };
  expect(made(cli)).toMatchObject({ account: { ...account, smtp }, password: "right" });
  cli.calls.length = 0;
  const refused = await cli.type("init", "x", ...flags, "bad");
  expect(refused.code).toBe(2);
  expect(refused.err).toContain("does not let you in");
  expect(refused.err).not.toContain("hunter2");
  expect((await cli.type("init", "x", ...flags, "long")).err).toContain("on one line");
  expect(cli.calls).toEqual([]);
  await cli.type("init", "x", ...flags, "bad", "--no-check");
  expect(made(cli)).toMatchObject({ password: "hunter2" });
});

test("her site is named by two options, or asked for on a terminal; each is looked at first", async () => {
  const cli = new FakeCli();
  const place = { data: null, workspace: "studio" };
  const change = (...flags: string[]) => cli.type("init", "studio", "--change", "site", ...flags);
  const repository = "git@host:me/site.git";
  const address = "https://ruiz.example/notes";
  const told = await change("--site", repository, "--site-address", address);
  expect(told.out).toContain("npx mainstay apply --workspace studio");
  const site = { repository, address: `${address}/` };
  expect(cli.calls).toEqual([{ what: "change", args: [place, { site }] }]);
  expect((await change("--site", repository)).err).toContain("--site-address");
  await change("--site", repository, "--site-address", address, "--no-check");
  expect(cli.calls.pop()?.args).toEqual([place, { site: { ...site, unchecked: true } }]);
  const wrong = await change("--site", "site", "--site-address", "ruiz.example");
  const said = wrong.err.replaceAll(/\s+/g, " ");
  expect(said).toContain("--site does not fit: an address like git@host:me/site.git");
  expect(said).toContain("--site-address does not fit: an address like https://");
  const early = await cli.type("init", "new", "--name", "S", "--site", repository, "--yes");
  expect(early).toMatchObject({ code: 2 });
  expect(early.err.replaceAll(/\s+/g, " ")).toContain("init --change site");
  expect(cli.calls).toHaveLength(1);
  cli.isTTY = true;
  cli.said = ["/srv/site.git", `${address}/`];
  await change();
  expect(cli.calls.at(-1)?.args).toEqual([
    place,
    { site: { ...site, repository: "/srv/site.git" } },
  ]);
});

test("a new company is told with what begins each of its processes", async () => {
  const cli = new FakeCli();
  const later = ["--vat-id", "later", "--email", "later"];
  const flags = ["--name", "S", "--country", "CH", ...later, "--yes"];
  const { out } = await cli.type("init", "my studio", ...flags);
  for (const process of ["write-invoice", "agree-retainer", "onboard-client", "publish-note"]) {
    expect(out).toContain(`npx mainstay run ${process}`);
  }
  expect(out).toContain("npx mainstay init --change site --workspace 'my studio'");
  expect(out).toContain('"amount":"1000 CHF"');
});

test("one answer is changed by an option, or asked for on a terminal", async () => {
  const cli = new FakeCli();
  const place = { data: null, workspace: "studio" };
  const iban = "DE89370400440532013000";
  const { out } = await cli.type("init", "studio", "--change", "iban", "--iban", iban);
  expect(out).toContain("npx mainstay apply");
  expect(cli.calls).toEqual([{ what: "change", args: [place, { iban }] }]);
  expect((await cli.type("init", "studio", "--change", "vat-id")).err).toContain("--vat-id");
  expect((await cli.type("init", "studio", "--change", "currency")).code).toBe(2);
  cli.isTTY = true;
  cli.said = ["2026-011"];
  await cli.type("init", "studio", "--change", "last-invoice");
  expect(cli.calls.at(-1)?.args).toEqual([place, { lastInvoice: "2026-011" }]);
});
