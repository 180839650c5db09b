import { element } from "./dom.js";

const names = {
  created: "Created",
  updated: "Updated",
  replayed: "Replayed",
  reconciled: "Reconciled",
  superseded: "Superseded",
  ignored: "Ignored",
  customer_busy: "Waiting",
  hung_up: "Sender hung up",
};

/** This delivery has changed something at Pleo. */
const hasChangedPleo = ({ outcome }) => outcome === "created" || outcome === "updated";

/** The kind of an outcome: good, again (sending again may help), bad, or working. */
export function toneOf(delivery) {
  if (delivery.durationMs === undefined) {
    return "working";
  }

  if (delivery.status === 200) {
    return hasChangedPleo(delivery) ? "good" : delivery.outcome;
  }

  return delivery.retryable ? "again" : "bad";
}

/** An outcome in words. */
export const nameOf = (delivery) =>
  delivery.durationMs === undefined ? "Working" : (names[delivery.outcome] ?? delivery.outcome);

/** The mark of an operator's replay. */
export const replayMark = (delivery) =>
  delivery.isReplay ? element("span", { class: "replay", text: "operator’s replay" }) : null;

/** An outcome as a badge. Its text says everything that its colour says. */
export const badge = (delivery) =>
  element(
    "span",
    { class: "badge", "data-tone": toneOf(delivery) },
    element("span", { text: nameOf(delivery) }),
    delivery.status ? element("span", { class: "status", text: String(delivery.status) }) : null,
  );
