import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { type Company, newStudio, openIn, quiet, type Told } from "../bad-input/company.ts";
import { type Site, siteAt } from "../fixtures/git-site.ts";

/** The example company without its mails, at its notes. */
export type Notes = {
  company: Company;
  site: Site;
  /** What the operator types; then the company runs until nothing moves. */
  type(...argv: string[]): Promise<Told>;
  /** Asks for a note; answers the number of the job. */
  write(input: Readonly<Record<string, string>>): Promise<number>;
  /** The number of the only open decision. */
  open(): Promise<number>;
  /** `show`, on one line. */
  show(number: number): Promise<string>;
  /** The mails that left, oldest first. */
  sent(): Promise<string[]>;
};

export const idea = "Why I quote packaging per blend and not per bag.";

export async function notes(): Promise<Notes> {
  const company = await newStudio();
  for (const file of await readdir(path.join(company.workspace, "mail"))) {
    if (file.endsWith(".eml")) await rm(path.join(company.workspace, "mail", file));
  }
  const site = siteAt(path.dirname(company.data), path.join(company.data, "site"));
  const type = async (...argv: string[]): Promise<Told> => {
    const told = await company.type(...argv);
    const opened = await openIn(company);
    await opened.owner.start();
    await quiet(opened);
    await opened.close();
    return told;
  };
  await company.type("apply");
  let requests = 0;
  return {
    company,
    site,
    type,
    async write(input) {
      requests += 1;
      const asked = ["--input", JSON.stringify(input), "--request", `note-${requests}`];
      const told = await type("run", "publish-note", ...asked);
      return Number(/^Job (\d+)/.exec(told.out)?.[1] ?? expect.fail(told.out + told.err));
    },
    async open() {
      const told = await company.type("inbox", "--json");
      const { lines } = JSON.parse(told.out) as { lines: { number: number }[] };
      expect(lines).toHaveLength(1);
      return lines[0]?.number ?? 0;
    },
    async show(number) {
      const told = await company.type("show", String(number));
      return (told.out + told.err).replaceAll(/\s+/g, " ");
    },
    async sent() {
      const folder = path.join(company.data, "outbox/new");
      const names = await readdir(folder).catch(() => []);
      return Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")));
    },
  };
}
