import { byId, element } from "./dom.js";
import { badge, isProblem, nameOf, recoveryMark, replayMark, toneOf } from "./outcome.js";
import { duration, time, visible } from "./text.js";

const page = 100;
const announcePause = 2000;

/** The choices of the filter. */
const shows = {
  all: () => true,
  good: (delivery) => delivery.status === 200,
  problem: isProblem,
};

/** The list of deliveries. It draws at most once per frame, and never more rows than it shows. */
export function createList() {
  const rows = new Map();
  const list = byId("list");
  const body = byId("rows");
  const showNew = byId("show-new");
  let source = null;
  let shown = page;
  let drawing = false;
  let open = null;
  let mine = new Set();
  let unannounced = [];
  let announcing = false;
  let paused = false;
  // The pointer is over the list.
  let pointed = false;
  // A button or finger is down on a row. Nothing is drawn until it is up, so the click opens the row that was pressed.
  let pressed = false;
  // What the list shows while new deliveries wait; null when they are shown at once.
  let held = null;
  // What was drawn last.
  let drawn = { all: [], count: 0 };

  const current = () => ({ all: source.all(), count: source.count() });

  /** Someone reads the list or points at it, so the rows must stay where they are. */
  const isRead = () => drawn.all.length > 0 && (pointed || isFocused() || isScrolled());

  // The button counts too: on the way to it, it must not vanish.
  const isFocused = () => [body, showNew].some((one) => one.contains(document.activeElement));

  function isScrolled() {
    const { top, bottom } = list.getBoundingClientRect();
    return top < 0 && bottom > 0;
  }

  function draw() {
    drawing = false;
    if (!source || pressed) {
      return;
    }

    if (!paused) {
      const restarted = source.count() < drawn.count;
      held = isRead() && !restarted ? (held ?? drawn) : null;
    }

    drawn = held ?? current();
    const { all, count } = drawn;
    const isMatch = matcher();
    const matching = all.filter(isMatch);
    let place = body.firstElementChild;
    const kept = new Set();
    for (const delivery of matching.slice(0, shown)) {
      kept.add(delivery.number);
      const row = rowOf(paused ? delivery : latest(delivery));
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

    byId("table").hidden = matching.length === 0;
    byId("empty").hidden = all.length > 0;
    byId("nothing").hidden = all.length === 0 || matching.length > 0;
    byId("more").hidden = matching.length <= shown;
    byId("count").textContent = countText(all.length, matching.length, count);
    drawNew(isMatch);
  }

  /** The newest state of a delivery that is shown. */
  function latest(delivery) {
    const now = source.get(delivery.number);
    return now?.at === delivery.at ? now : delivery;
  }

  /** The button that stands for the deliveries that wait. */
  function drawNew(isMatch) {
    const waiting = held && !paused ? source.all().filter((one) => one.number > held.all[0].number && isMatch(one)).length : 0;
    showNew.hidden = waiting === 0;
    showNew.textContent = newText(waiting);
  }

  const newText = (count) => `${count.toLocaleString()} new ${count === 1 ? "delivery" : "deliveries"}`;

  /** Shows everything there is now, even to someone who reads the list. */
  function release() {
    if (source && !paused) {
      drawn = current();
      held &&= drawn;
      redraw();
    }
  }

  function countText(all, matching, count) {
    const kept = count > all ? `${all.toLocaleString()} of ${count.toLocaleString()} kept` : "";
    const found = matching < all ? `${matching.toLocaleString()} found` : all > 0 && !kept ? String(all) : "";
    const waiting = paused && source.count() > count ? `${(source.count() - count).toLocaleString()} waiting` : "";
    return [found, kept, waiting].filter((part) => part).join(" · ");
  }

  /** The filter as a function that says whether a delivery matches. */
  function matcher() {
    const words = byId("search").value.trim().toLowerCase();
    const show = byId("show").value;
    return (delivery) =>
      shows[show](delivery) &&
      (words === "" ||
        [delivery.partner, delivery.tenant, delivery.deliveryId, delivery.outcome].some((text) =>
          text?.toLowerCase().includes(words),
        ));
  }

  /** The row of a delivery; it is built again only when the delivery has changed. */
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
      element("td", { role: "cell", class: "outcome" }, badge(delivery), replayMark(delivery), recoveryMark(delivery)),
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

  /** A delivery in the words that a screen reader says. */
  const wordsOf = (delivery) =>
    [
      delivery.isReplay && "operator’s replay",
      delivery.partner,
      delivery.tenant,
      nameOf(delivery),
      delivery.recoveries > 0 && "run by recovery",
    ].filter((part) => part);

  function mark(link, number) {
    if (number === open) {
      link.setAttribute("aria-current", "true");
    } else {
      link.removeAttribute("aria-current");
    }
  }

  /** Tells a screen reader what is new: one message for everything that came within the pause. */
  function announce(added) {
    unannounced.push(...added);
    if (announcing || unannounced.length === 0) {
      return;
    }

    announcing = true;
    setTimeout(() => {
      const last = unannounced.at(-1);
      const words = wordsOf(source.get(last.number) ?? last).join(", ");
      byId("news").textContent = visible(
        unannounced.length === 1 ? `New delivery: ${words}` : `${newText(unannounced.length)}, the last: ${words}`,
      );
      unannounced = [];
      announcing = false;
    }, announcePause);
  }

  function redraw() {
    if (!drawing) {
      drawing = true;
      requestAnimationFrame(draw);
    }
  }

  function point(over) {
    pointed = over;
    redraw();
  }

  function press(down) {
    if (pressed !== down) {
      pressed = down;
      redraw();
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
  list.addEventListener("pointerenter", () => point(true));
  list.addEventListener("pointerleave", () => {
    point(false);
    press(false);
  });
  body.addEventListener("pointerdown", (event) => press(event.button === 0));
  window.addEventListener("pointerup", () => press(false));
  window.addEventListener("pointercancel", () => press(false));
  list.addEventListener("focusout", redraw);
  window.addEventListener("scroll", () => held && redraw(), { passive: true });
  showNew.addEventListener("click", () => {
    release();
    list.focus({ preventScroll: true });
    if (isScrolled()) {
      list.closest("section").scrollIntoView();
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
    paused = !paused;
    byId("pause").setAttribute("aria-pressed", String(paused));
    held = paused && source ? current() : null;
    redraw();
  });

  return {
    show(deliveries, added) {
      source = deliveries;
      announce(added);
      if (added.some((one) => mine.has(one.ticket))) {
        release();
      }

      redraw();
    },
    /** Marks what this page has sent itself. It never waits: the person who sent it looks for it. */
    markMine(ticket) {
      mine = new Set([...mine, ticket].slice(-20));
      rows.forEach(({ row, delivery }) => row.classList.toggle("mine", mine.has(delivery.ticket)));
      if (source?.all().some((one) => one.ticket === ticket)) {
        release();
      }
    },
    open(number) {
      open = number;
      rows.forEach(({ row }, one) => mark(row.querySelector("a"), one));
    },
    focus: (number) => (rows.get(number)?.row.querySelector("a") ?? list).focus(),
  };
}
