import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { type Company, newStudio, openIn, quiet, scratch } from "../bad-input/company.ts";

async function own(): Promise<
  Company & { file(name: string, text: string | Uint8Array): Promise<string> }
> {
  const company = await newStudio();
  await company.type("apply");
  const folder = await scratch();
  return {
    ...company,
    file: async (name, text) => {
      const file = path.join(folder, name);
      await writeFile(file, text);
      return file;
    },
  };
}

const flat = (text: string) => text.replaceAll(/\s+/g, " ");
const clients = `Firma;Ansprechpartner;E-Mail;Straße;PLZ;Ort;Farbe
Käfer & Söhne;Ida Käfer;ida@kaefer.example;Weg 1;20095;Hamburg;rot
Nordwind;;post@nordwind.example;;;;
`;

test("clients are taken over once, from any usual list; what is not known in it is named", async () => {
  const company = await own();
  for (const bytes of [
    Buffer.from(clients),
    Buffer.from(`\ufeff${clients}`),
    Buffer.from(clients, "latin1"),
    Buffer.from(`\ufeff${clients}`, "utf16le"),
  ]) {
    const told = await company.type(
      "bring",
      "clients",
      await company.file("c.csv", bytes),
      "--dry-run",
    );
    expect(told.code, told.err).toBe(0);
    expect(told.out).toContain("Would take over 2 clients");
    expect(flat(told.out)).toContain('Column "Farbe" is not known');
  }
  const file = await company.file("c.csv", Buffer.from(clients, "latin1"));
  const before = await company.recorded();
  await company.type("bring", "clients", file, "--dry-run");
  expect(await company.recorded()).toBe(before);
  expect((await company.type("bring", "clients", file)).out).toContain("Took over 2 clients");
  const again = await company.type("bring", "clients", file);
  expect(again.out).toContain("Took over 0 clients; 2 clients known already");
  const opened = await openIn(company);
  const [row] = await opened.owner.store.find({ table: "party", where: { name: "Käfer & Söhne" } });
  expect(row?.["stage"]).toBe("active");
  const month = new Date().toISOString().slice(0, 7);
  expect((await opened.desk.report({ month })).won.now).toBe(0);
  await opened.close();
});

test("TK3: an address has a line for each part, and names a country only abroad", async () => {
  const company = await own();
  await company.type("apply");
  const list = `Firma;E-Mail;Adresse;Land
Nordlicht;ana@nordlicht.example;Kai 3, 20457 Hamburg;Deutschland
Atelier Lyon;luc@lyon.example;"3 rue Nord, 69001 Lyon";France
`;
  await company.type("bring", "clients", await company.file("c.csv", list));
  const opened = await openIn(company);
  const rows = await opened.owner.store.find({ table: "fact", where: { kind: "client" } });
  const addresses = rows
    .filter(({ field }) => field === "address")
    .map(({ value }) => String(value));
  expect(addresses.toSorted()).toEqual([
    '["3 rue Nord","69001 Lyon","France"]',
    '["Kai 3","20457 Hamburg"]',
  ]);
  await opened.close();
});

test("two lines with one address are told, taken over once, and flip by no repeat", async () => {
  const company = await own();
  const file = await company.file(
    "c.csv",
    "name,email\nNordlicht Coffee GmbH,ana@nordlicht.example\nDoppel GmbH,Ana@nordlicht.example\nNordlicht Coffee GmbH,ana@nordlicht.example\n",
  );
  const refused = await company.type("bring", "clients", file);
  expect(refused.code).toBe(1);
  expect(flat(refused.out)).toContain(
    'line 3: its address ana@nordlicht.example is that of line 2, "Nordlicht Coffee GmbH"',
  );
  const names = async () => {
    const opened = await openIn(company);
    const rows = await opened.owner.store.find({ table: "party" });
    await opened.close();
    return rows.map(({ name }) => name);
  };
  for (const said of ["Took over 1 client", "Took over 0 clients; 1 client known already"]) {
    const { code, out } = await company.type("bring", "clients", file, "--accept-skips");
    expect(code).toBe(0);
    expect(out).toContain(said);
    expect(await names()).toEqual(["Nordlicht Coffee GmbH"]);
  }
});

test("a line that cannot be taken over keeps out all, until she accepts that", async () => {
  const company = await own();
  const file = await company.file(
    "c.csv",
    `email,name,reference\nana@ruiz.example,Ruiz,\nnobody,Ida,\nx@y.example,,\n,Long,${"x".repeat(101)}\n`,
  );
  const refused = await company.type("bring", "clients", file);
  expect(refused.code).toBe(1);
  expect(flat(refused.out)).toContain('line 3: "nobody" is no mail address');
  expect(flat(refused.out)).toContain("line 4: it has no name");
  expect(flat(refused.out)).toContain("line 5: schemas/client.json does not allow it");
  expect(refused.out).toContain("--accept-skips");
  const accepted = await company.type("bring", "clients", file, "--accept-skips");
  expect(accepted.code).toBe(0);
  expect(accepted.out).toContain("Took over 1 client\n");
});

test.each([
  ["there is no such file", null],
  ["it is empty", ""],
  ['no column is called "name"', "a,b\n1,2\n"],
])("a list that cannot be read is named: %s", async (reason, text) => {
  const company = await own();
  const file = text === null ? "/nowhere/c.csv" : await company.file("c.csv", text);
  const told = await company.type("bring", "clients", file);
  expect(told.code).not.toBe(0);
  expect(flat(told.err)).toContain(`Cannot read "${file}": ${reason}`);
});

test("open invoices are taken over for clients who are known, and the series goes on behind", async () => {
  const company = await own();
  const year = new Date().getUTCFullYear();
  await company.type("bring", "clients", await company.file("c.csv", clients));
  const file = await company.file(
    "i.csv",
    [
      "Nummer;Kunde;Betrag;Offen;Fällig am;Referenz",
      `${year}-016;käfer & söhne;1.190,00;;30.06.${year};RF18 5390 0754 7034`,
      `${year}-017;post@nordwind.example;200,00 EUR;150,00;15.07.${year};`,
      `${year}-018;Nobody;1,00;;15.07.${year};`,
      `${year}-019;Nordwind;abc;;15.07.${year};`,
      `${year}-020;Nordwind;10,00;20,00;15.07.${year};`,
      `${year}-021;Nordwind;10,00;;30.02.${year};`,
    ].join("\n"),
  );
  const refused = await company.type("bring", "invoices", file);
  expect(refused.code).toBe(1);
  for (const reason of [
    'line 4: there is no client "Nobody"',
    'line 5: "abc" is no amount',
    "line 6: more of it is open than it was about",
    `line 7: "30.02.${year}" is no day`,
  ]) {
    expect(flat(refused.out)).toContain(reason);
  }
  const { code, out } = await company.type("bring", "invoices", file, "--accept-skips");
  expect(code).toBe(0);
  expect(out).toContain("Took over 2 invoices");
  expect(out).toContain(`The next invoice will be ${year}-018`);
  const again = await company.type("bring", "invoices", file, "--accept-skips");
  expect(again.out).toContain("Took over 0 invoices; 2 invoices known already");
  expect(again.out).not.toContain("The next invoice");
  const opened = await openIn(company);
  const facts = await opened.owner.store.find({ table: "fact", where: { kind: "invoice" } });
  expect(
    facts
      .filter(({ field }) => field === "open")
      .map(({ value }) => String(value))
      .toSorted(Intl.Collator("en").compare),
  ).toEqual(['"1190.00 EUR"', '"150.00 EUR"']);
  await opened.close();
});

test("the books' own last number counts too: nobody is told to begin behind a lower one", async () => {
  const company = await own();
  const year = new Date().getUTCFullYear();
  await company.write(
    "connectors/books.yaml",
    `connector: books
use: books-journal
journal: books/main.journal
invoices: invoices
vat: { rate: 19 }
last: "${year}-020"
`,
  );
  expect((await company.type("apply")).code).toBe(0);
  await company.type("bring", "clients", await company.file("c.csv", clients));
  const row = (n: string) =>
    `number,client,amount,due\n${year}-${n},Nordwind,10.00,${year}-07-01\n`;
  const lower = await company.type("bring", "invoices", await company.file("l.csv", row("015")));
  expect(lower.out).toContain("Took over 1 invoice");
  expect(lower.out).not.toContain("The next invoice");
  const higher = await company.type("bring", "invoices", await company.file("h.csv", row("025")));
  expect(higher.out).toContain(`The next invoice will be ${year}-026`);
});

test("an invoice that is on record with another amount is refused, not changed", async () => {
  const company = await own();
  await company.type("bring", "clients", await company.file("c.csv", clients));
  const one = await company.file(
    "1.csv",
    "number,client,amount,due\nA1,Nordwind,10.00,2026-07-01\n",
  );
  const two = await company.file(
    "2.csv",
    "number,client,amount,due\nA1,Nordwind,11.00,2026-07-01\n",
  );
  expect((await company.type("bring", "invoices", one)).code).toBe(0);
  expect(flat((await company.type("bring", "invoices", two)).out)).toContain(
    "line 2: invoice A1 is on record already, with another amount or due date",
  );
});

const mail = (head: string, body = "Hello\n") =>
  `From x Mon Jun  1 10:00:00 2026\n${head}\n\n${body}\n`;
const year = [
  mail(
    "From: Clara <hello@studio-marlow.example>\nTo: Ida <ida@kaefer.example>\nSubject: Offer\nMessage-ID: <o1@studio>\nDate: Mon, 1 Jun 2026 10:00:00 +0000",
  ),
  mail(
    "From: Ida <ida@kaefer.example>\nTo: hello@studio-marlow.example\nSubject: Re: Offer\nMessage-ID: <r1@kaefer>\nIn-Reply-To: <o1@studio>\nDate: Tue, 2 Jun 2026 10:00:00 +0000",
    ">From here on\n",
  ),
  mail(
    "From: Stranger <s@stranger.example>\nTo: hello@studio-marlow.example\nSubject: Hi\nMessage-ID: <s1@stranger>",
  ),
  mail(
    "From: News <n@news.example>\nTo: hello@studio-marlow.example\nSubject: June\nMessage-ID: <n1@news>\nList-Unsubscribe: <x>",
  ),
].join("");

test("a year of mail starts nothing, and makes known whom she wrote with; each is taken once", async () => {
  const company = await own();
  const file = await company.file("year.mbox", year);
  expect((await company.type("bring", "mail", file)).out).toContain("Took over 4 mails");
  expect((await company.type("bring", "mail", file)).out).toContain(
    "Took over 0 mails; 4 mails known already",
  );
  const opened = await openIn(company);
  const { store } = opened.owner;
  expect(await store.count({ table: "run" })).toBe(0);
  expect(await store.count({ table: "item" })).toBe(0);
  expect(await store.count({ table: "arrival", where: { type: "mail.history" } })).toBe(4);
  await opened.close();
  const { out } = await company.type("ledger", "--json", "--limit", "1000");
  expect(out.match(/"subject\.met"/g)).toHaveLength(1);
  expect(out.match(/"subject\.minted"/g)).toHaveLength(2);
});

test("a mail that was brought along is known when the mailbox shows it again", async () => {
  const company = await own();
  const head = await company.file(
    "one.mbox",
    mail(
      "From: Ida <ida@kaefer.example>\nTo: hello@studio-marlow.example\nSubject: Logo\nMessage-ID: <again@kaefer>",
    ),
  );
  await company.type("bring", "mail", head);
  await company.write(
    "mail/99-again.eml",
    "From: Ida <ida@kaefer.example>\nTo: hello@studio-marlow.example\nSubject: Logo\nMessage-ID: <again@kaefer>\n\nA logo, please.\n",
  );
  const opened = await openIn(company);
  await opened.owner.start();
  await quiet(opened);
  const arrivals = await opened.desk.arrivals({ limit: 100 });
  await opened.close();
  expect(arrivals.filter(({ title }) => title === "Logo").map(({ type }) => type)).toEqual([
    "mail.history",
  ]);
});

test("torn mails are named, each with its reason; what can be read is taken over", async () => {
  const company = await own();
  const from = "From ana@x Mon Jun  1 10:00:00 2026";
  const whole = "From: Ida <ida@kaefer.example>\nMessage-ID: <1@x>\n\nHello\n\n";
  const file = await company.file(
    "torn.mbox",
    `${from}\n${whole}${from}\nSubject: no sender\n\n${from}\nFrom: Tom <tom@x.example>\nSubj`,
  );
  const told = await company.type("bring", "mail", file);
  expect(told.code).toBe(1);
  expect(told.out).toContain("Took over 1 mail\nNot taken over: 2 mails");
  expect(told.out).toContain("  mail 2: its head names no sender");
  expect(told.out).toContain("  mail 3: its head breaks off");
});

test("a country that cannot be read keeps its line out, and is named", async () => {
  const company = await own();
  const text = "name,email,country\nCafé Ruiz,a@x.example,España\nNordwind,b@x.example,Germoney\n";
  const refused = await company.type("bring", "clients", await company.file("c.csv", text));
  expect(refused.code).toBe(1);
  expect(flat(refused.out)).toContain('line 3: "Germoney" is no country that is known here');
  const mended = await company.file("c.csv", text.replace("Germoney", "DE"));
  expect((await company.type("bring", "clients", mended)).out).toContain("Took over 2 clients");
});

test("what is no mbox file says so", async () => {
  const company = await own();
  const told = await company.type("bring", "mail", await company.file("x.mbox", "Dear all\n"));
  expect(told.code).toBe(1);
  expect(told.err).toContain("no mail begins in it");
});
