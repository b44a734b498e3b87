import type { Owner } from "../../engine/owner.ts";
import { amountsIn } from "../../value/locale.ts";

/** What a step, an act or a connector said, with its amounts as the company writes them. */
export function inLocale({ office }: Owner, sentence: string): string {
  return amountsIn(sentence, office.settings.company.locale);
}
