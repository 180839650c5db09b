/**
 * Keeps the latest deliveries that the server sends.
 * @param {number} limit how many to keep
 * @param {(changed: object[], added: object[]) => void} changed called with the changed deliveries, and the new ones among them
 * @param {(state: string) => void} connected called with "live" or "lost"
 */
export function follow(limit, changed, connected) {
  const deliveries = new Map();
  let count = 0;
  const source = new EventSource("/console/events");
  source.addEventListener("open", () => connected("live"));
  source.addEventListener("error", () => connected("lost"));
  source.addEventListener("deliveries", (event) => take(JSON.parse(event.data), false));
  source.addEventListener("resync", (event) => take(JSON.parse(event.data), true));

  function take(changes, whole) {
    if (whole) {
      deliveries.clear();
    }

    count = changes.count;
    const added = [];
    for (const delivery of changes.deliveries) {
      if (!deliveries.has(delivery.number)) {
        added.push(delivery);
      }

      deliveries.set(delivery.number, delivery);
    }

    // A Map keeps the order of insertion and numbers only grow, so the oldest come first.
    for (const number of deliveries.keys()) {
      if (deliveries.size <= limit) {
        break;
      }

      deliveries.delete(number);
    }

    changed(changes.deliveries, whole ? [] : added);
  }

  return {
    get: (number) => deliveries.get(number),
    /** All deliveries, newest first. */
    all: () => [...deliveries.values()].reverse(),
    count: () => count,
  };
}
