import { byId } from "./dom.js";

const path = "/simulated/faults";

const words = {
  pleo: {
    Down: "Pleo is down.",
    Unreachable: "Pleo is unreachable.",
    DropsConnections: "Pleo drops connections.",
    LosesReplies: "Pleo loses its replies.",
    Slow: "Pleo is slow.",
    RateLimited: "Pleo limits the rate.",
  },
  vault: { Down: "The vault is down.", Throttled: "The vault is throttled." },
};

/** Shows the simulated faults and switches them. */
export function createFaults(setup) {
  const pleo = byId("pleo-fault");
  const vault = byId("vault-fault");
  byId("pleo-field").hidden = !setup.simulatedPleo;
  byId("vault-field").hidden = byId("vault-hint").hidden = !setup.embeddedVault;
  byId("faults-card").hidden = !setup.simulatedPleo && !setup.embeddedVault;

  let known = { pleo: "None", vault: "None" };

  function show(faults) {
    known = faults;
    pleo.value = faults.pleo;
    vault.value = faults.vault;
    const text = [words.pleo[faults.pleo], words.vault[faults.vault]].filter((one) => one).join(" ");
    byId("banner").hidden = text === "";
    byId("banner-text").textContent = text;
  }

  async function ask(init) {
    try {
      const response = await fetch(path, { cache: "no-store", ...init });
      show(await response.json());
    } catch {
      // Nothing was switched. The top of the page shows that the connection is lost.
      show(known);
    }
  }

  const put = (faults) =>
    ask({ method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(faults) });
  const change = () => put({ pleo: pleo.value, vault: vault.value });
  pleo.addEventListener("change", change);
  vault.addEventListener("change", change);
  byId("all-well").addEventListener("click", async () => {
    await put({ pleo: "None", vault: "None" });
    byId("list").focus();
  });
  // Another page may have switched them.
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  ask();
}
