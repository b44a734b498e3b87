/** Exit codes of every command. */
export const exit = {
  done: 0,
  failed: 1,
  usage: 2,
  waiting: 3,
  refused: 4,
  budget: 5,
  interrupted: 130,
} as const;

/** Which of them the code of a refusal means. */
export function ofCode(code: string): number {
  if (/budget/.test(code)) return exit.budget;
  if (/policy|forbidden|not_permitted|by_hand|second_factor|grant_missing|no_grant/.test(code)) {
    return exit.refused;
  }
  return exit.failed;
}
