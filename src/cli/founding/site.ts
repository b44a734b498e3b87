import type { Session } from "../context.ts";
import type { ChangedAnswers } from "../deps/founding.ts";
import { Usage } from "../errors.ts";
import { capital } from "../views/words.ts";
import { refuse } from "./ask.ts";

/** Where her notes are published: what `init --change site` asks, or takes as options. */
export type SiteFlags = { site?: string; siteAddress?: string; check?: boolean };

type Question = { flag: string; message: string; problem: (text: string) => string | null };

const repository: Question = {
  flag: "--site",
  message: "Where does your site lie? A git address, or a folder with a bare repository",
  problem: (text) =>
    /^(\/|[\w.-]+@[\w.-]+:|ssh:\/\/|https:\/\/)\S+$/u.test(text)
      ? null
      : `an address like git@host:me/site.git or an absolute path is needed, this is "${text}"`,
};

const address: Question = {
  flag: "--site-address",
  message: "Under which address are notes read?",
  problem: (text) =>
    /^https:\/\/[^\s"]+$/u.test(text) && URL.canParse(text)
      ? null
      : `an address like https://ruiz.example/notes/ is needed, this is "${text}"`,
};

export async function siteAnswer(session: Session, flags: SiteFlags): Promise<ChangedAnswers> {
  const said = {
    repository: await answer(session, repository, flags.site),
    address: await answer(session, address, flags.siteAddress),
  };
  const wrong = (one: Question, text: string) => {
    const problem = one.problem(text);
    return problem === null ? null : `${one.flag} does not fit: ${problem}`;
  };
  refuse([wrong(repository, said.repository), wrong(address, said.address)]);
  // The name of a note is put behind it.
  const site = { ...said, address: said.address.replace(/\/?$/u, "/") };
  return { site: flags.check === false ? { ...site, unchecked: true } : site };
}

/** It goes into files of a company that is there. */
export function refuseSite({ site, siteAddress }: SiteFlags): void {
  if (site === undefined && siteAddress === undefined) return;
  throw new Usage(
    "Cannot name a site before the company is made",
    'Make it without --site and --site-address, then name them with "init --change site"',
  );
}

async function answer(
  { asking, deps }: Session,
  { flag, message, problem }: Question,
  said: string | undefined,
): Promise<string> {
  if (said !== undefined) return said.trim();
  if (!asking) {
    throw new Usage(
      "Cannot change site: it was not said to what",
      `Say it with ${flag}, or run it on a terminal to be asked`,
    );
  }
  const text = await deps.prompts.text({
    message,
    initial: "",
    problem: (typed) => {
      const found = problem(typed.trim());
      return found === null ? null : capital(found);
    },
  });
  return text.trim();
}
