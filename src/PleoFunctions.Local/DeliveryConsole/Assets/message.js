import { copy, element } from "./dom.js";
import { indent, size, visible } from "./text.js";

const firstPart = 16 * 1024;
const longestIndented = 64 * 1024;

/** Headers as a table. A header that must not be shown has only its name. */
export function headersOf(title, headers) {
  return element(
    "table",
    { class: "headers" },
    element("caption", { class: "hidden", text: title }),
    element(
      "tbody",
      {},
      ...headers.map(({ name, value }) =>
        element(
          "tr",
          {},
          element("th", { scope: "row", text: visible(name) }),
          value === undefined
            ? element("td", { class: "kept-back", text: "hidden" })
            : element("td", { text: visible(value) }),
        ),
      ),
    ),
  );
}

/** A body: indented if it looks like JSON, otherwise unchanged. A long one is cut until the user asks for all of it. */
export function bodyOf(title, body) {
  if (body.isForgotten) {
    return element("p", { class: "hint", text: `${title}: ${size(body.length)}, no longer kept.` });
  }

  if (body.length === 0) {
    return element("p", { class: "hint", text: `${title}: empty.` });
  }

  const mayIndent = body.text.length <= longestIndented && /^\s*[{[]/.test(body.text);
  let exact = !mayIndent;
  let all = false;
  const text = element("pre", { tabindex: "0", role: "group", "aria-label": title, dir: "ltr" });
  const more = element("button", {
    type: "button",
    on: {
      click: () => {
        all = true;
        draw();
        text.focus();
      },
    },
  });
  const how = element("button", {
    type: "button",
    class: "quiet small",
    "aria-pressed": "false",
    text: "Exact",
    on: {
      click: () => {
        exact = !exact;
        how.setAttribute("aria-pressed", String(exact));
        draw();
      },
    },
  });
  const copying = element("button", {
    type: "button",
    class: "quiet small",
    text: "Copy",
    on: { click: () => copy(copying, body.text) },
  });

  function draw() {
    const whole = visible(exact ? body.text : indent(body.text));
    const cut = !all && whole.length > firstPart;
    text.textContent = cut ? whole.slice(0, firstPart) : whole;
    more.hidden = !cut;
    more.textContent = `Show all ${size(body.length)}`;
  }

  draw();
  return element(
    "div",
    { class: "body" },
    element(
      "div",
      { class: "body-bar" },
      element("span", { class: "hint", text: `${title} · ${size(body.length)}${body.isWhole ? "" : ", only the beginning"}` }),
      mayIndent ? how : null,
      copying,
    ),
    text,
    more,
  );
}
