import { openMailCompany } from "./company.ts";

/** A process that is to be killed: it opens a company and writes one mail. */
const [data = "", smtp = "", imap = ""] = process.argv.slice(2);
const port = (text: string) => (text === "" ? null : Number(text));
const servers = { smtp: port(smtp), imap: port(imap) };
const name = `child-${process.pid}`;
const company = await openMailCompany(data, servers, name);
await company.start("write");
await company.owner.intake.settled();
await company.close();
