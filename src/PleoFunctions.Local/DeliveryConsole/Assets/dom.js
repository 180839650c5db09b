/** The element of an id. */
export const byId = (id) => document.getElementById(id);

/**
 * Makes an element. Text only ever becomes a text node, so whatever a payload holds stays text.
 * @param {string} tag the element's name
 * @param {object} attributes its attributes; `text` is its text, `on` its listeners
 * @param {...Node|null} children what is in it
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") {
      made.textContent = value;
    } else if (name === "on") {
      Object.entries(value).forEach(([type, listener]) => made.addEventListener(type, listener));
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }

  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Copies text, and says so on the button. */
export async function copy(button, text) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Copying is not allowed here";
  }

  setTimeout(() => (button.textContent = label), 1500);
}
