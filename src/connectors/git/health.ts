import type { Health } from "../contract.ts";
import type { Press } from "./press.ts";

/**
 * Whether the branch can be read, and how it has moved since it was last looked at. Commits that were
 * there and are not any more are told: what was published may be gone with them.
 */
export async function health(press: Press): Promise<Health> {
  const { mirror, remote } = press;
  const where = `"${mirror.branch}" of "${remote}"`;
  try {
    return await mirror.exclusive(async () => {
      const seen = await mirror.seen();
      const tip = await press.tip();
      const [date = "0"] = (await mirror.line(["log", "-1", "--format=%ct", tip, "--"])).split(
        "\n",
      );
      const lastSeenAt = Number(date) * 1_000;
      if (seen === null || seen === tip)
        return { ok: true, note: `${where} is reached`, lastSeenAt };
      const counted = await mirror.line([
        "rev-list",
        "--left-right",
        "--count",
        `${seen}...${tip}`,
      ]);
      const [gone = 0, came = 0] = counted.split("\t").map(Number);
      if (gone > 0) {
        const note = `${where} was rewritten: ${gone} of its commits are gone since it was last looked at; check that what was published is still there`;
        return { ok: false, note, lastSeenAt };
      }
      const note = `${where} is reached; ${came} new ${came === 1 ? "commit" : "commits"} by others`;
      return { ok: true, note, lastSeenAt };
    });
  } catch (error) {
    return { ok: false, note: error instanceof Error ? error.message : String(error) };
  }
}
