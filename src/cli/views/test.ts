import type { TestEvent } from "../deps/scenarios.ts";
import type { Frame } from "./frame.ts";
import { hang, pad } from "./layout.ts";
import { clock, day } from "./when.ts";
import { plural } from "./words.ts";

/** Scenarios as they are run: a line for each, and under one that failed what is not as expected. */
export function testLines(frame: Frame, verbose: boolean): (event: TestEvent) => string[] {
  let zone = "UTC";
  let failed = "";
  return (event) => {
    switch (event.kind) {
      case "none":
        return noneLines(event.folder, frame);
      case "begun":
        zone = event.timeZone;
        return [];
      case "scenario":
        if (failed === "" && event.problems.length > 0) failed = event.name;
        return scenarioLines(event, zone, frame, verbose);
      case "ended":
        return endingLines(event, failed, frame);
    }
  };
}

type One = Extract<TestEvent, { kind: "scenario" }>;

function scenarioLines(one: One, zone: string, frame: Frame, verbose: boolean): string[] {
  const { good, bad } = frame.paint;
  const failed = one.problems.length > 0;
  const mark = failed ? bad("failed") : good("passed");
  const told = verbose ? storyLines(one, zone, frame) : [];
  return [
    `${mark}  ${one.name}  ${one.tookMs} ms`,
    ...(failed || verbose ? hang("        ", one.purpose, frame.width) : []),
    ...told,
    ...one.problems.flatMap((problem) => [
      ...hang("   ", `${one.file}:${problem.line}  ${problem.message}`, frame.width),
      // What could not be played says itself what was found.
      ...(problem.message.endsWith(problem.found)
        ? []
        : [
            ...hang("      expected  ", problem.expected, frame.width),
            ...hang("      found     ", problem.found, frame.width),
          ]),
    ]),
  ];
}

function storyLines({ story }: One, zone: string, frame: Frame): string[] {
  let date = "";
  return story.flatMap(({ at, verb, client, line }) => {
    const today = day(at, zone);
    const heading = today === date ? [] : [`      ${today}`];
    date = today;
    const about = client === "" ? line : `${client}: ${line}`;
    return [...heading, ...hang(`      ${clock(at, zone)} ${pad(verb, 8)} `, about, frame.width)];
  });
}

/** `first`: the first that failed. */
function endingLines(
  { passed, failed, tookMs }: Extract<TestEvent, { kind: "ended" }>,
  first: string,
  frame: Frame,
): string[] {
  const count = plural(passed + failed, "scenario");
  const seconds = `${(tookMs / 1000).toFixed(1)} s`;
  const kept = "Nothing real was reached, nothing was kept";
  if (failed === 0) return ["", frame.paint.good(`${count} passed in ${seconds}`), kept];
  return [
    "",
    frame.paint.bad(`${failed} of ${count} failed in ${seconds}`),
    kept,
    ...hang("What happened in the first: ", frame.typed(`test ${first} --verbose`), frame.width),
  ];
}

function noneLines(folder: string, frame: Frame): string[] {
  return [
    ...hang("", `There are no scenarios in "${folder}" yet`, frame.width),
    "A scenario is one case of one process: how things stand, what happens, what",
    "must come of it. Begin with this one, in scenarios/newsletter.yaml:",
    "",
    "   scenario: newsletter",
    "   purpose: A newsletter needs nobody",
    "   runbook: NAME OF ONE OF YOUR PROCESSES",
    '   given: { at: "2026-06-01 09:00" }',
    "   when:",
    "     - mail:",
    "         from: News <news@paper.example>",
    "         title: Paper news",
    "         text: Twelve new kinds of paper.",
    "         headers: { List-Id: paper-news }",
    "   then: { acts: [], items: [] }",
    "",
    `Then type ${frame.typed("test")}`,
  ];
}
