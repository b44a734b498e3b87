import { shellWord } from "../../value/shell.ts";
import type { ServiceView } from "../deps/service.ts";
import type { Frame } from "./frame.ts";
import { hang } from "./layout.ts";

/** What was written and done, and what is left for her to type. */
export function serviceLines(view: ServiceView, frame: Frame): string[] {
  switch (view.act) {
    case "print":
      return [`# ${view.file}`, ...view.text.trimEnd().split("\n")];
    case "install":
      return [
        `Wrote ${view.file}`,
        ...(view.writes.length === 0
          ? []
          : hang("  may write in ", view.writes.join(", "), frame.width)),
        ...ranLines(view, frame),
        ...(view.left.length > 0
          ? []
          : [frame.paint.good("It runs, and goes on after a failure and when you log in again.")]),
      ];
    case "status":
      return statusLines(view, frame);
    case "uninstall":
      return view.ran.length === 0
        ? ["Nothing is set up to keep this company running."]
        : [...ranLines(view, frame), `Took away ${view.file}. Your company is as it was.`];
  }
}

function statusLines(view: ServiceView, frame: Frame): string[] {
  if (!view.written) {
    return [
      "Nothing is set up to keep this company running. Set it up:",
      `  ${frame.typed("service install")}`,
    ];
  }
  const stale = view.current
    ? []
    : [
        "It was written for other places than those of today. Write it anew:",
        `  ${frame.typed("service install")}`,
      ];
  return [
    view.running
      ? frame.paint.good(`It runs, by ${view.file}`)
      : frame.paint.bad(`It is set up in ${view.file}, and does not run`),
    ...stale,
    ...leftLines(view.left),
  ];
}

function ranLines(view: ServiceView, frame: Frame): string[] {
  return [
    ...view.ran.flatMap(({ words, ok, said }) => {
      const line = words.map(shellWord).join(" ");
      return ok
        ? [`Did   ${line}`]
        : hang("Failed ", `${line}${said === "" ? "" : `: ${said}`}`, frame.width);
    }),
    ...leftLines(view.left),
  ];
}

/** Without a session of the user's own, as over some remote logins, nothing can be started for her. */
function leftLines(left: ServiceView["left"]): string[] {
  if (left.length === 0) return [];
  return [
    "Type the rest yourself, logged in as the user it is for:",
    ...left.map((words) => `  ${words.map(shellWord).join(" ")}`),
  ];
}
