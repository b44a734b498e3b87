import { resolveMx } from "node:dns/promises";
import { setTimeout } from "node:timers/promises";
import type { Founding } from "../../cli/deps/founding.ts";
import type { Place } from "../../cli/deps/place.ts";
import { lookAtSite } from "../../connectors/git/look.ts";
import { git } from "../../connectors/git/run.ts";
import { usual } from "../../connectors/git/settings.ts";
import { tryAccount } from "../../connectors/mail-account/login.ts";
import { guess } from "../../connectors/mail-account/providers.ts";
import { change } from "../../workspace/change.ts";
import { siteBranch } from "../../workspace/site-branch.ts";
import type { Places } from "../places.ts";
import { keepSecret } from "../secrets.ts";
import { mailSecret } from "./init.ts";

/** What is asked of the outside while a company is set up, with the real outside behind it. */
export function founding(placesOf: (place: Place) => Places): Omit<Founding, "country"> {
  return {
    servers: (address) => guess(address, mailHosts),
    tryMailbox: tryAccount,
    change: async (place, { account, password, ...answers }) => {
      const { workspace, data } = placesOf(place);
      if (answers.site !== undefined && answers.site.unchecked !== true)
        await lookAtSite(git, answers.site.repository, await siteBranch(workspace, usual.branch));
      if (account === undefined) return { files: await change(workspace, answers) };
      const secret = await keepSecret(data, mailSecret, password ?? "");
      return { files: await change(workspace, { ...answers, account: { ...account, secret } }) };
    },
  };
}

const patienceMs = 3_000;

/** Hosts that take mail for a domain; none where nobody answers in time. */
async function mailHosts(domain: string): Promise<string[]> {
  const asked = resolveMx(domain).then(
    (found) => found.map(({ exchange }) => exchange),
    () => [],
  );
  return Promise.race([asked, setTimeout(patienceMs, [], { ref: false })]);
}
