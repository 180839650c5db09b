import { element } from "./dom.js";
import { timeAndDay, visible } from "./text.js";

/** The longest time that a timer of the browser can wait. */
const longestTimer = 2 ** 31 - 1;

/** The state of a delivery in the ledger, in words. */
const states = {
  in_progress: () => "The delivery is being worked on, or its process ended without a record.",
  waiting: () => "The delivery waits, because another one of its customer was being worked on.",
  done: () => "The ledger has the delivery as done.",
  failed: (code) => `The delivery failed with ${code}.`,
  unknown: (code) => `The delivery ended with ${code}: Pleo may have done what it asks for.`,
  dead: (code) => `The delivery is dead: it was open for too long, and last ended with ${code}.`,
};

/**
 * Says what recovery does next with a delivery that has not ended well.
 * @param {() => void} due called when the time of the next run has come
 */
export function createNext(due) {
  let timer;

  /** The words for a delivery as the ledger has it. */
  function wordsOf({ state, code, nextAttemptAt }) {
    const said = states[state]?.(code) ?? state;
    if (state === "done") {
      return said;
    }

    if (!nextAttemptAt) {
      return `${said} Recovery does not run it again by itself${state === "dead" ? "; an operator can replay it" : ""}.`;
    }

    return new Date(nextAttemptAt) > new Date()
      ? `${said} Recovery runs it next at ${timeAndDay(nextAttemptAt)}.`
      : `${said} Recovery runs it next, within a minute.`;
  }

  return {
    /** Nothing is shown, so nothing becomes due. */
    stop: () => clearTimeout(timer),
    /** Asks the ledger for a delivery; null when there is nothing to say. */
    async ask(summary) {
      const { partner, tenant, deliveryId, status, outcome } = summary;
      // A delivery that was erased is no longer in the ledger.
      if (status === undefined || status === 200 || !tenant || !deliveryId || outcome === "delivery_erased") {
        return null;
      }

      try {
        const path = [partner, tenant, deliveryId].map(encodeURIComponent).join("/");
        const response = await fetch("/api/deliveries/" + path, { cache: "no-store" });
        return response.ok ? await response.json() : null;
      } catch {
        return null;
      }
    },
    /** Shows it, and waits for the time of the next run. */
    show(delivery) {
      clearTimeout(timer);
      if (delivery === null) {
        return null;
      }

      const left = new Date(delivery.nextAttemptAt) - new Date();
      if (left > 0) {
        timer = setTimeout(due, Math.min(left, longestTimer));
      }

      return element("p", { class: "next", "data-state": delivery.state, text: visible(wordsOf(delivery)) });
    },
  };
}
