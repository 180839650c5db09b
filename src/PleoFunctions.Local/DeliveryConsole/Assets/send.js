import { byId, copy, element, say } from "./dom.js";
import { nameOf } from "./outcome.js";
import { visible } from "./text.js";

const newTenant = "*";

/**
 * The form that sends a webhook, and sending again.
 * @param {object} setup the choices of the form
 * @param {(ticket: string) => void} sent called with the ticket of each webhook that is sent
 */
export function createSender(setup, sent) {
  const waiting = new Map();
  const partner = byId("partner");
  const scheme = byId("scheme");
  const tenant = byId("tenant");

  for (const one of setup.partners) {
    partner.append(element("option", { value: one.name, text: one.name }));
  }

  for (const one of setup.schemes) {
    scheme.append(element("option", { value: one, text: one }));
  }

  for (const one of setup.tenants) {
    tenant.append(element("option", { value: one.name, text: one.name }));
  }

  tenant.firstElementChild.after(element("option", { value: newTenant, text: "northwind-…, new each time" }));

  const chosen = () => setup.partners.find((one) => one.name === partner.value);
  const fitScheme = () => {
    scheme.value = chosen()?.scheme ?? "";
    warn();
  };
  const warn = () => {
    const { name, scheme: own, caution } = chosen();
    // The app accepts any signature for a partner with the scheme "none".
    const refused = scheme.value !== own && own !== "none";
    byId("caution").textContent = refused
      ? `${name} uses ${own}, so a webhook signed as ${scheme.value} is refused.`
      : (caution ?? "");
  };
  const explain = () => {
    const plays = setup.tenants.find((one) => one.name === tenant.value)?.plays ?? "works; its key is not in the cache yet";
    byId("plays").textContent = plays[0].toUpperCase() + plays.slice(1) + ".";
  };
  partner.addEventListener("change", fitScheme);
  scheme.addEventListener("change", warn);
  tenant.addEventListener("change", explain);
  fitScheme();
  explain();

  byId("send").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  byId("first").addEventListener("click", submit);
  byId("copy-curl").addEventListener("click", async () => {
    const curl = await freshCurl();
    if (curl === null) {
      say(byId("copy-curl"), "The server does not answer");
      return;
    }

    byId("curl").querySelector("code").textContent = curl;
    await copy(byId("copy-curl"), curl);
  });

  async function freshCurl() {
    try {
      const response = await fetch("/console/curl", { cache: "no-store" });
      return response.ok ? await response.text() : null;
    } catch {
      return null;
    }
  }

  function submit() {
    const random = Math.random().toString(36).slice(2, 8);
    post(
      "/console/send",
      {
        partner: partner.value,
        scheme: scheme.value,
        tenant: tenant.value === newTenant ? "northwind-" + random : tenant.value,
        mistake: byId("mistake").value,
        deliveryId: byId("delivery-id").value,
        body: byId("body").value,
      },
      byId("sent"),
    );
  }

  async function post(path, document, status) {
    status.textContent = "Sending…";
    try {
      const response = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(document),
      });
      const answer = await response.json();
      if (response.ok) {
        waiting.set(answer.ticket, status);
        sent(answer.ticket);
      } else {
        status.textContent = visible(answer.detail);
      }
    } catch {
      status.textContent = "The server does not answer, so nothing was sent.";
    }
  }

  return {
    again: (number, status) => post(`/console/deliveries/${number}/again`, {}, status),
    /** Shows the state of a delivery that was sent from this page. */
    arrived(delivery) {
      const status = waiting.get(delivery.ticket);
      if (!status) {
        return;
      }

      status.replaceChildren(
        element("a", { href: "#/" + delivery.number, text: `Delivery ${delivery.number}` }),
        document.createTextNode(delivery.durationMs === undefined ? " is on its way" : `: ${nameOf(delivery)}`),
      );
      if (delivery.durationMs !== undefined && delivery.outcome !== "accepted") {
        waiting.delete(delivery.ticket);
      }
    },
  };
}
