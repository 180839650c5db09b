import { byId, copy, element } from "./dom.js";
import { bodyOf, headersOf } from "./message.js";
import { createNext } from "./next.js";
import { badge, recoveryMark, replayMark } from "./outcome.js";
import { duration, time, visible } from "./text.js";
import { timelineOf } from "./timeline.js";

/**
 * The pane that shows one delivery.
 * @param {() => void} close closes the pane
 * @param {(number: number, status: HTMLElement) => void} again sends the delivery again
 */
export function createDetail(close, again) {
  const pane = byId("detail");
  let number = null;
  let asked = 0;
  const next = createNext(() => load(false));

  pane.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
    }
  });

  async function load(focus) {
    const mine = ++asked;
    const wanted = number;
    let found = null;
    let kept = null;
    let gone = false;
    try {
      const response = await fetch("/console/deliveries/" + wanted, { cache: "no-store" });
      gone = response.status === 404;
      found = response.ok ? await response.json() : null;
      kept = found && (await next.ask(found.summary));
    } catch {
      // The pane says that the server cannot show it.
    }

    if (mine !== asked || wanted !== number) {
      return;
    }

    pane.replaceChildren(...(found ? contentOf(found, kept) : missing(gone)));
    if (focus) {
      pane.scrollTop = 0;
      pane.focus({ preventScroll: true });
      if (pane.getBoundingClientRect().top < 0) {
        pane.scrollIntoView();
      }
    }
  }

  const closing = () =>
    element("button", { type: "button", class: "quiet", text: "Close", on: { click: () => close() } });

  function missing(gone) {
    return [
      element("div", { class: "detail-top" }, element("h2", { id: "detail-title", text: `Delivery ${number}` }), closing()),
      element("p", {
        text: gone ? "This delivery is no longer kept." : "The server cannot show this delivery now.",
      }),
    ];
  }

  function contentOf(detail, kept) {
    const { summary } = detail;
    const status = element("p", { class: "sent", role: "status" });
    const resend = element("button", {
      type: "button",
      id: "again",
      text: "Send again",
      disabled: !detail.canBeSentAgain,
      on: { click: () => again(summary.number, status) },
    });

    return [
      element(
        "div",
        { class: "detail-top" },
        element("h2", { id: "detail-title", text: visible(`${summary.partner}${summary.tenant ? " · " + summary.tenant : ""}`) }),
        closing(),
      ),
      element(
        "p",
        { class: "facts" },
        badge(summary),
        replayMark(summary),
        recoveryMark(summary),
        element("span", { text: `Delivery ${summary.number}` }),
        element("span", { text: time(summary.at) }),
        element("span", { text: duration(summary.durationMs) }),
      ),
      ...[next.show(kept)].filter((shown) => shown),
      element(
        "dl",
        { class: "ids" },
        ...idOf("Delivery id", summary.deliveryId),
        ...idOf("Trace id", detail.run?.traceId),
      ),
      ...(detail.run
        ? [element("div", { class: "actions" }, resend, element("span", { class: "hint", text: againHint(detail) })), status]
        : []),
      ...(detail.diagnosis ? [diagnosisOf(detail)] : []),
      part("Timeline", timelineOf(detail)),
      ...(detail.run
        ? [part("Request", headersOf("Headers of the request", detail.requestHeaders), bodyOf("Body", detail.requestBody))]
        : []),
      ...(!detail.run || summary.durationMs === undefined
        ? []
        : [part("Answer", headersOf("Headers of the answer", detail.answerHeaders), bodyOf("Body", detail.answerBody))]),
    ];
  }

  function againHint({ canBeSentAgain, summary }) {
    if (!canBeSentAgain) {
      return "possible after the answer, while the whole body is kept";
    }

    return summary.isReplay ? "requests the replay again" : "the same headers and bytes";
  }

  const part = (title, ...children) => element("section", { class: "part" }, element("h3", { text: title }), ...children);

  function idOf(name, id) {
    if (!id) {
      return [];
    }

    const copying = element("button", {
      type: "button",
      class: "quiet small",
      "aria-label": `Copy ${name.toLowerCase()}`,
      text: "Copy",
      on: { click: () => copy(copying, id) },
    });
    return [element("dt", { text: name }), element("dd", {}, element("code", { text: visible(id) }), copying)];
  }

  function diagnosisOf(detail) {
    return element(
      "section",
      { class: "part diagnosis" },
      element("h3", { text: "Why it was refused" }),
      element("p", { class: "hint", text: `The checks of the command verify, for ${detail.scheme}.` }),
      element(
        "ul",
        {},
        ...detail.diagnosis.map((check) =>
          element(
            "li",
            { "data-tone": check.passed ? "good" : "bad" },
            element("span", { class: "verdict", text: check.passed ? "OK" : "Fails" }),
            element("span", {}, element("strong", { text: check.subject }), element("span", { text: ": " + visible(check.finding) })),
          ),
        ),
      ),
    );
  }

  return {
    show(wanted) {
      number = wanted;
      next.stop();
      pane.hidden = wanted === null;
      byId("main").classList.toggle("open", wanted !== null);
      byId("side").hidden = wanted !== null;
      pane.replaceChildren();
      if (wanted !== null) {
        pane.append(element("h2", { id: "detail-title", text: `Delivery ${wanted}` }));
        load(true);
      }
    },
    /** Loads the delivery again if it is the one shown. */
    changed(one) {
      if (one === number) {
        load(false);
      }
    },
  };
}
