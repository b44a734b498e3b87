import { skeleton } from "../../value/skeleton.ts";

/** Host of an address without its leading labels: "mail.shop.example" and "shop.example" are one. */
export function site(address: string): string {
  const host = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  return host.split(".").slice(-2).join(".");
}

/** True if one could be taken for the other at a glance, though they are two. */
export function lookalike(host: string, own: string): boolean {
  if (host === own || host === "" || own === "") return false;
  const name = (text: string) => text.slice(0, text.lastIndexOf("."));
  const [theirs, ours] = [name(host), name(own)];
  if (theirs === "" || ours.length < 4) return false;
  if (skeleton(theirs) === skeleton(ours)) return true;
  return ours.length >= 6 && oneEditApart(theirs, ours);
}

function oneEditApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i += 1;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  const swapped = restB.slice(1, 2) + restB.slice(0, 1) + restB.slice(2);
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    restA === swapped
  );
}
