import { shellWord } from "../../value/shell.ts";
import { no, known } from "./refused.ts";
import { reasonOf } from "./mirror.ts";
import type { Git } from "./run.ts";

/**
 * Looks whether a repository is there and has the branch, before it is named as hers. Nothing is kept of
 * it; what is wrong is thrown in her words.
 */
export async function lookAtSite(git: Git, repository: string, branch: string): Promise<void> {
  const act = "Cannot change site";
  const ran = await git(["ls-remote", "--quiet", "--heads", "--", repository]);
  if (ran.code !== 0) {
    const { reason, failure } = known(ran) ?? { reason: reasonOf(ran), failure: "transient" };
    const [what, remedy = "say it again when it can"] = reason.split("; ");
    const later = "or, to have it looked at later, add --no-check";
    throw no(`${act} to "${repository}": ${what}; ${remedy}, ${later}`, failure);
  }
  const heads = Array.from(
    ran.out.toString("utf8").matchAll(/\trefs\/heads\/(.+)$/gmu),
    ([, n]) => n,
  );
  if (heads.includes(branch)) return;
  const [other] = heads;
  if (other !== undefined) {
    const remedy = `write "branch: ${other}" into connectors/git.yaml, if that is meant, and say it again`;
    throw no(`${act} to "${repository}": it has no branch "${branch}"; ${remedy}`);
  }
  const first = [
    `git clone ${shellWord(repository)} site`,
    `git -C site checkout -b ${branch}`,
    `git -C site commit --allow-empty -m Begin`,
    `git -C site push origin ${branch}`,
  ];
  throw no(
    `${act} to "${repository}": it is empty; make its first commit (${first.join(" && ")}), and say it again`,
  );
}
