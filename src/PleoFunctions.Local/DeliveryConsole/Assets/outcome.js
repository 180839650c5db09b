import { element } from "./dom.js";

const names = {
  created: "Created",
  updated: "Updated",
  replayed: "Replayed",
  reconciled: "Reconciled",
  superseded: "Superseded",
  ignored: "Ignored",
  accepted: "Accepted",
  customer_busy: "Waiting",
  hung_up: "Sender hung up",
};

/** This delivery has changed something at Pleo. */
const hasChangedPleo = ({ outcome }) => outcome === "created" || outcome === "updated";

/** The outcomes that have a tone of their own, because the delivery goes on by itself. */
const goingOn = { accepted: "accepted", customer_busy: "waiting" };

/** The kind of an outcome: good, again (sending again may help), bad, dead, accepted, waiting, or working. */
export function toneOf(delivery) {
  if (delivery.durationMs === undefined) {
    return "working";
  }

  if (delivery.isDead) {
    return "dead";
  }

  if (goingOn[delivery.outcome]) {
    return goingOn[delivery.outcome];
  }

  if (delivery.status === 200) {
    return hasChangedPleo(delivery) ? "good" : delivery.outcome;
  }

  return delivery.retryable ? "again" : "bad";
}

/** An outcome in words. */
export function nameOf(delivery) {
  if (delivery.durationMs === undefined) {
    return "Working";
  }

  const name = names[delivery.outcome] ?? delivery.outcome;
  return delivery.isDead ? `Dead: ${name}` : name;
}

/** Whether the delivery ended without success. One that was accepted has no end yet. */
export const isProblem = (delivery) =>
  delivery.durationMs !== undefined && delivery.status !== 200 && delivery.outcome !== "accepted";

/** The mark of an operator's replay. */
export const replayMark = (delivery) =>
  delivery.isReplay ? element("span", { class: "replay", text: "operator’s replay" }) : null;

/** The mark of a delivery that recovery has run. */
export const recoveryMark = (delivery) =>
  delivery.recoveries > 0 ? element("span", { class: "recovery", text: "recovery" }) : null;

/** An outcome as a badge. Its text says everything that its colour says. */
export const badge = (delivery) =>
  element(
    "span",
    { class: "badge", "data-tone": toneOf(delivery) },
    element("span", { text: nameOf(delivery) }),
    delivery.status ? element("span", { class: "status", text: String(delivery.status) }) : null,
  );
