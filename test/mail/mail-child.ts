import { openMailCompany } from "./company.ts";

/**
 * A process that is to be killed: it opens a company, so that its mail is read, a dot for each that
 * is recorded, and writes one mail if it can.
 */
const [data = "", smtp = "", imap = ""] = process.argv.slice(2);
const port = (text: string) => (text === "" ? null : Number(text));
const servers = { smtp: port(smtp), imap: port(imap) };
const name = `child-${process.pid}`;
const company = await openMailCompany(data, servers, name, () => {
  process.stdout.write(".");
  return true;
});
if (servers.smtp !== null) await company.start("write");
await company.owner.intake.settled();
await company.close();
