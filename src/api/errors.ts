import type { Problem } from "./contract/routes.ts";

/** The one place that knows which HTTP status a refusal's code means. First match counts. */
const statuses: readonly (readonly [RegExp, number])[] = [
  [/(^|_)(unknown|not_found|missing)$/, 404],
  [/forbidden|policy|not_permitted|by_hand|second_factor|grant/, 403],
  [/budget/, 402],
  [/expired/, 410],
  [/invalid|malformed|contract/, 422],
];

/** Any other refusal: the state of things says no. */
const conflict = 409;

export function statusOf(code: string): number {
  return statuses.find(([pattern]) => pattern.test(code))?.[1] ?? conflict;
}

const titles: Readonly<Record<number, string>> = {
  400: "Not readable",
  402: "Budget exhausted",
  403: "Refused by policy",
  404: "Not found",
  409: "Not possible as things stand",
  410: "Expired",
  413: "Too large",
  415: "Not JSON",
  422: "Not valid",
  500: "Failed",
  503: "Ending",
};

export function problem(
  status: number,
  code: string,
  detail: string,
  more: Pick<Problem, "error" | "outcome"> = {},
): Response {
  const body: Problem = {
    type: `urn:mainstay:problem:${code}`,
    title: titles[status] ?? "Refused",
    status,
    detail,
    code,
    ...more,
  };
  const headers = { "content-type": "application/problem+json" };
  return new Response(JSON.stringify(body), { status, headers });
}
