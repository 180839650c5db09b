import { byId, element } from "./dom.js";
import { badge, nameOf, replayMark, toneOf } from "./outcome.js";
import { duration, time, visible } from "./text.js";

const page = 100;
const quiet = 2000;

/** The list of deliveries. It is drawn at most once for a frame, and never more rows than it shows. */
export function createList() {
  const rows = new Map();
  const body = byId("rows");
  let source = null;
  let shown = page;
  let drawing = false;
  let open = null;
  let mine = new Set();
  let unheard = [];
  let hearing = false;
  // What there was when the list was paused; null when it is not.
  let held = null;

  const current = () => ({ all: source.all(), count: source.count() });

  function draw() {
    drawing = false;
    if (!source) {
      return;
    }

    const { all, count } = held ?? current();
    const fitting = all.filter(fits());
    const visibleOnes = fitting.slice(0, shown);
    let place = body.firstElementChild;
    const kept = new Set();
    for (const delivery of visibleOnes) {
      kept.add(delivery.number);
      const row = rowOf(delivery);
      if (row === place) {
        place = place.nextElementSibling;
      } else {
        body.insertBefore(row, place);
      }
    }

    for (const [number, { row }] of rows) {
      if (!kept.has(number)) {
        row.remove();
        rows.delete(number);
      }
    }

    byId("table").hidden = fitting.length === 0;
    byId("empty").hidden = all.length > 0;
    byId("nothing").hidden = all.length === 0 || fitting.length > 0;
    byId("more").hidden = fitting.length <= shown;
    byId("count").textContent = countText(all.length, fitting.length, count);
  }

  function countText(all, fitting, count) {
    const kept = count > all ? `${all.toLocaleString()} of ${count.toLocaleString()} kept` : "";
    const found = fitting < all ? `${fitting.toLocaleString()} found` : all > 0 && !kept ? String(all) : "";
    const waiting = source.count() > count ? `${(source.count() - count).toLocaleString()} waiting` : "";
    return [found, kept, waiting].filter((part) => part).join(" · ");
  }

  function fits() {
    const words = byId("search").value.trim().toLowerCase();
    const show = byId("show").value;
    return (delivery) =>
      (show === "all" || (show === "good") === (delivery.status === 200)) &&
      (words === "" ||
        [delivery.partner, delivery.tenant, delivery.deliveryId, delivery.outcome].some((text) =>
          text?.toLowerCase().includes(words),
        ));
  }

  /** A delivery's row: the one there is, if nothing about it has changed. */
  function rowOf(delivery) {
    const known = rows.get(delivery.number);
    if (known?.delivery === delivery) {
      return known.row;
    }

    const row = known?.row ?? element("tr", { role: "row" });
    const link = row.querySelector("a") ?? element("a", { href: "#/" + delivery.number });
    link.textContent = time(delivery.at);
    link.setAttribute(
      "aria-label",
      visible([time(delivery.at), ...wordsOf(delivery)].join(", ")),
    );
    mark(link, delivery.number);
    const cells = [
      element("td", { role: "cell", class: "partner", text: visible(delivery.partner) }),
      element("td", { role: "cell", class: "tenant", text: visible(delivery.tenant ?? "–") }),
      element("td", { role: "cell", class: "outcome" }, badge(delivery), replayMark(delivery)),
      element("td", { role: "cell", class: "number duration", text: duration(delivery.durationMs) }),
      element(
        "td",
        { role: "cell", class: "number attempts" },
        element("span", { text: String(delivery.attempts) }),
        element("span", { class: "unit", text: delivery.attempts === 1 ? " attempt" : " attempts" }),
      ),
    ];
    if (known) {
      // The link stays in place: it may have the focus.
      while (row.children.length > 1) {
        row.lastElementChild.remove();
      }
    } else {
      row.append(element("td", { role: "cell", class: "time" }, link));
    }

    row.append(...cells);
    row.dataset.number = delivery.number;
    row.dataset.tone = toneOf(delivery);
    row.classList.toggle("mine", mine.has(delivery.ticket));
    rows.set(delivery.number, { row, delivery });
    return row;
  }

  /** A delivery, in the words that are read out. */
  const wordsOf = (delivery) =>
    [delivery.isReplay && "operator’s replay", delivery.partner, delivery.tenant, nameOf(delivery)].filter((part) => part);

  function mark(link, number) {
    if (number === open) {
      link.setAttribute("aria-current", "true");
    } else {
      link.removeAttribute("aria-current");
    }
  }

  /** Says what is new, but not every row of a crowd. */
  function announce(added) {
    unheard.push(...added);
    if (hearing || unheard.length === 0) {
      return;
    }

    hearing = true;
    setTimeout(() => {
      const last = unheard.at(-1);
      const now = source.get(last.number) ?? last;
      const words = wordsOf(now).join(", ");
      byId("news").textContent =
        unheard.length === 1 ? visible(`New delivery: ${words}`) : visible(`${unheard.length} new deliveries, the last: ${words}`);
      unheard = [];
      hearing = false;
    }, quiet);
  }

  function redraw() {
    if (!drawing) {
      drawing = true;
      requestAnimationFrame(draw);
    }
  }

  body.addEventListener("keydown", (event) => {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const link = step && event.target.closest("tr")?.[step]?.querySelector("a");
    if (link) {
      event.preventDefault();
      link.focus();
    }
  });
  byId("search").addEventListener("input", redraw);
  byId("show").addEventListener("change", redraw);
  byId("more").addEventListener("click", () => {
    shown += page;
    redraw();
  });
  byId("unfilter").addEventListener("click", () => {
    byId("search").value = "";
    byId("show").value = "all";
    redraw();
  });
  byId("pause").addEventListener("click", () => {
    const paused = byId("pause").getAttribute("aria-pressed") !== "true";
    byId("pause").setAttribute("aria-pressed", String(paused));
    held = paused && source ? current() : null;
    redraw();
  });

  return {
    show(deliveries, added) {
      source = deliveries;
      announce(added);
      redraw();
    },
    /** Marks what this page has sent itself. */
    markMine(ticket) {
      mine = new Set([...mine, ticket].slice(-20));
      rows.forEach(({ row, delivery }) => row.classList.toggle("mine", mine.has(delivery.ticket)));
    },
    open(number) {
      open = number;
      rows.forEach(({ row }, one) => mark(row.querySelector("a"), one));
    },
    focus: (number) => (rows.get(number)?.row.querySelector("a") ?? byId("list")).focus(),
  };
}
