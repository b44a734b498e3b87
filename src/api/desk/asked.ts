import { lacks } from "../../engine/answer/form.ts";
import type { Moved } from "../../engine/answer/ground.ts";
import type { Owner } from "../../engine/owner.ts";
import { ownText } from "../../value/label.ts";
import type { Item } from "../contract/item.ts";
import { against } from "./against.ts";
import { byHand, denial } from "./item-answers.ts";
import type { Standing } from "./place.ts";

export type Shown = Pick<Item, "digest" | "shown" | "editable" | "diff" | "answers" | "schema">;

/** A draft or an act that waits for her yes, and what she can say to it; what moved takes no yes (GR2). */
export function askedShown(owner: Owner, at: Standing, about: string, moved: Moved | null): Shown {
  const { cell, node, release } = at;
  const shown = moved?.shown ?? cell.asked[about]?.shown ?? ownText(null);
  const act = cell.run.effects[about];
  const approval = cell.approvals[about];
  const says = node?.kind === "approve" ? node.answers : undefined;
  const no = { deny: says?.deny ?? denial(at) };
  const base = {
    digest: approval?.status === "pending" ? approval.digest : "",
    shown: shown.value,
    diff: against(shown, cell.run.input),
  };
  if (moved !== null) {
    const answers = { again: "ask me anew, by how things stand now", ...no };
    return { ...base, digest: moved.digest, editable: false, answers, schema: null };
  }
  const editable = act !== undefined || (node?.kind === "approve" && node.editable);
  const needsHer = lacks({ node, release, office: owner.office }, shown.value);
  const schema = node?.kind === "approve" ? (node.schema ?? "") : "";
  return {
    ...base,
    editable,
    answers: {
      ...(needsHer ? {} : { approve: says?.approve ?? "approve exactly this" }),
      ...(editable ? { edit: says?.edit ?? "change it first" } : {}),
      ...byHand(owner, act),
      ...no,
    },
    schema: release.schemas[schema] ?? null,
  };
}
