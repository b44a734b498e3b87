import { books } from "./books.ts";
import { company } from "./company.ts";
import type { Founding } from "./founding.ts";
import { connector } from "./lines.ts";
import { mailConnectors } from "./mail.ts";

/** What is hers alone in a new company, by path: all but its processes, which are those of the example. */
export function starter(founding: Founding): Record<string, string> {
  return {
    ".gitignore": ".mainstay/\n",
    "mainstay.yaml": company(founding),
    ...mailConnectors(founding),
    "connectors/bank.yaml": connector("bank", "bank-csv", [
      `folder: in/bank # put your bank's CSV files here`,
    ]),
    "connectors/books.yaml": books(founding),
    "connectors/git.yaml": connector("git", "git", [
      `# "mainstay init --change site" names its repository; posts: the folder in it that notes stand in`,
    ]),
  };
}
