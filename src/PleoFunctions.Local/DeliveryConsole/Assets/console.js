import { createDetail } from "./detail.js";
import { byId, element } from "./dom.js";
import { createFaults } from "./faults.js";
import { createList } from "./list.js";
import { createSender } from "./send.js";
import { follow } from "./stream.js";

const states = { live: "Live", lost: "Reconnecting" };

switchTheme();
const setup = await (await fetch("/console/setup", { cache: "no-store" })).json();
const list = createList();
const sender = createSender(setup, (ticket) => {
  list.markMine(ticket);
  // The delivery may have arrived before its ticket.
  deliveries.all().filter((one) => one.ticket === ticket).forEach(sender.arrived);
});
const detail = createDetail(close, sender.again);
createFaults(setup);
byId("links").append(...setup.links.map(({ path, title }) => element("a", { href: path, text: title })));

const deliveries = follow(
  setup.limit,
  (changed, added) => {
    for (const delivery of changed) {
      if (delivery.ticket) {
        sender.arrived(delivery);
      }

      detail.changed(delivery.number);
    }

    list.show(deliveries, added);
  },
  (state) => {
    byId("connection").dataset.state = state;
    byId("connection").textContent = states[state];
  },
);

let open = null;
window.addEventListener("hashchange", route);
route();

/** Opens the delivery in the address. So the browser's back and forward buttons work. */
function route() {
  const number = /^#\/(\d{1,15})$/.exec(location.hash)?.[1];
  const wanted = number ? Number(number) : null;
  if (wanted === open) {
    return;
  }

  const closed = open;
  open = wanted;
  list.open(wanted);
  detail.show(wanted);
  if (wanted === null && closed !== null) {
    list.focus(closed);
  }
}

function close() {
  history.pushState(null, "", location.pathname);
  route();
}

/** Uses the system's theme until the user chooses one. */
function switchTheme() {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const label = () => {
    byId("theme").textContent = isDark() ? "Light" : "Dark";
    byId("theme").setAttribute("aria-label", isDark() ? "Light theme" : "Dark theme");
  };
  byId("theme").addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // Without storage, the choice lasts until the page closes.
    }

    label();
  });
  system.addEventListener("change", label);
  label();
}
