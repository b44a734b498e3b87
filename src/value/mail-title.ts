/** What mail programs put before the title of an answer, in the languages around here. */
const answer = /^\s*(?:re|aw|antw|sv|vs|rv|rif|odp)(?:\s*\[\d+\])?\s*:/i;
const any = /^(?:\s*(?:re|aw|antw|sv|vs|rv|rif|odp|fw|fwd|wg|tr)(?:\s*\[\d+\])?\s*:)+/i;

/** The title of an answer to a mail of this title. */
export function answerTitle(title: string): string {
  return answer.test(title) ? title : `Re: ${title}`;
}

/** What a mail is about, however often it went to and fro. */
export function bareTitle(title: string): string {
  return title.replace(any, "").trim().toLowerCase();
}
