// Control characters, invisible characters, and those that change the writing direction.
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Text with such characters written as JSON escapes, so that nothing in it is hidden. */
export const visible = (text) =>
  text.replaceAll("\r\n", "\n").replace(unseen, (one) => "\\u" + one.charCodeAt(0).toString(16).padStart(4, "0"));

/** A duration in three or four digits. */
export function duration(ms) {
  if (ms === undefined || ms === null) {
    return "";
  }

  if (ms > 0 && ms < 0.05) {
    return "< 0.1 ms";
  }

  if (ms >= 1000) {
    return (ms / 1000).toFixed(2) + " s";
  }

  return (ms >= 99.95 ? ms.toFixed(0) : ms.toFixed(1)) + " ms";
}

/** A size in bytes. */
export const size = (bytes) =>
  bytes < 1024 ? bytes + (bytes === 1 ? " byte" : " bytes") : (bytes / 1024).toFixed(bytes < 10240 ? 1 : 0) + " KiB";

const clock = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** The time of day. */
export const time = (iso) => clock.format(new Date(iso));

const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });

/** The time of day, with the day if it is not today. */
export function timeAndDay(iso) {
  const on = day.format(new Date(iso));
  return on === day.format(new Date()) ? time(iso) : `${on}, ${time(iso)}`;
}

const deepest = 40;

/**
 * Indents JSON and changes nothing else. It looks only at brackets and quotes, so numbers keep all their digits, and
 * invalid or very deep JSON is indented too.
 */
export function indent(json) {
  const out = [];
  let depth = 0;
  const line = () => out.push("\n", "  ".repeat(Math.min(depth, deepest)));
  for (let at = 0; at < json.length; at++) {
    const one = json[at];
    if (one === '"') {
      let end = at + 1;
      while (end < json.length && json[end] !== '"') {
        end += json[end] === "\\" ? 2 : 1;
      }

      out.push(json.slice(at, end + 1));
      at = end;
    } else if (one === "{" || one === "[") {
      const next = /\S/.exec(json.slice(at + 1, at + 64))?.[0];
      out.push(one);
      depth++;
      if (next !== "}" && next !== "]") {
        line();
      }
    } else if (one === "}" || one === "]") {
      const empty = out.at(-1) === "{" || out.at(-1) === "[";
      depth = Math.max(0, depth - 1);
      if (!empty) {
        line();
      }

      out.push(one);
    } else if (one === ",") {
      out.push(one);
      line();
    } else if (one === ":") {
      out.push(": ");
    } else if (!/\s/.test(one)) {
      out.push(one);
    }
  }

  return out.join("");
}
