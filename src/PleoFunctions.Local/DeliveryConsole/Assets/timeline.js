import { element } from "./dom.js";
import { duration, timeAndDay, visible } from "./text.js";
import { headersOf, bodyOf } from "./message.js";

const shortestWait = 20;
const introspect = "/v1/introspect";

const keys = {
  hit: ["from the cache", "good"],
  fetched: ["read from the vault", "good"],
  stale: ["from the cache, because the vault does not answer", "again"],
  not_found: ["not in the vault", "bad"],
  unavailable: ["not read: the vault does not answer", "again"],
};

const verdicts = {
  valid: ["Signature verified", "good"],
  missing: ["Signature missing", "bad"],
  invalid: ["Signature does not match", "bad"],
  out_of_tolerance: ["Timestamp out of tolerance", "bad"],
  no_key: ["Not verified: there is no signing key", "again"],
};

const claims = {
  granted: ["Claimed in the ledger: new", "good"],
  taken_over: ["Claimed in the ledger: an earlier attempt failed or expired", "good"],
  done: ["Done before: the stored answer is sent again", "good"],
  in_progress: ["Another request is working on this delivery", "again"],
  customer_busy: ["Waiting: another delivery of this customer is being worked on", "again"],
  reused: ["This delivery id was used before with another body", "bad"],
  erased: ["This delivery was erased with its customer", "bad"],
  unavailable: ["The ledger does not answer", "again"],
};

const replies = {
  installations: ["the installation", "good"],
  introspected: ["the company of the key", "good"],
  rejected: ["rejected", "bad"],
  unauthorized: ["key refused", "bad"],
  not_found: ["no installation", "good"],
  conflict: ["there is an installation already", "good"],
  rate_limited: ["rate limited", "again"],
  turned_away: ["busy: Pleo did not take the request", "again"],
  server_error: ["server error", "again"],
  gateway_error: ["gateway error", "again"],
  reply_lost: ["the connection broke before a reply", "again"],
  timed_out: ["no reply in time", "again"],
  not_sent: ["no connection: nothing was sent", "again"],
  circuit_open: ["not sent: too many recent calls failed", "again"],
  unexpected: ["not allowed by Pleo's documentation", "bad"],
};

const methods = {
  POST: "sent to Pleo (POST)",
  PUT: "update sent to Pleo (PUT)",
  GET: "asked Pleo (GET)",
};

const notRecorded = {
  lease_lost: ["The lease ran out, and another request has taken over", "again"],
  unavailable: ["The ledger does not answer", "again"],
};

const records = {
  read: { read: ["Read from the ledger", "good"], unavailable: ["The ledger does not answer", "again"] },
  audit: {
    written: ["Recorded that the operator asked for it", "good"],
    unavailable: ["The ledger does not answer", "again"],
  },
  bind: {
    bound: ["The ledger knows which customer has this Pleo company", "good"],
    unavailable: ["The ledger does not answer", "again"],
  },
  unbind: {
    unbound: ["The Pleo company is free for another customer", "good"],
    unavailable: ["The ledger does not answer", "again"],
  },
  finish: { recorded: ["An earlier delivery is recorded as done: Pleo shows its event", "good"], ...notRecorded },
  complete: { recorded: ["Answer recorded in the ledger", "good"], ...notRecorded },
  release: { recorded: ["Claim released: the delivery may be tried again", "good"], ...notRecorded },
};

/** The outcomes that need a word of explanation. */
const explained = {
  updated: { title: "Updated", note: "Pleo had an installation already; it now has the status and metadata of this event", tone: "good" },
  reconciled: { title: "Reconciled", note: "Found at Pleo by our mark and kept: nothing was created twice", tone: "good" },
  superseded: { title: "Superseded", note: "A newer event of this customer was applied before: nothing was sent to Pleo", tone: "quiet" },
};

/** The flow of a delivery, step by step: its request, then its runs by recovery. */
export function timelineOf(detail) {
  const { run, recoveries, summary } = detail;
  return element(
    "ol",
    { class: "timeline" },
    ...(run ? itemsOfRequest(detail) : []),
    ...recoveries.flatMap((one) => itemsOfRecovery(one, detail)),
    ...(summary.isDead
      ? [item({ title: "Dead", note: "It was open for too long: recovery does not run it again by itself", tone: "dead", whole: 1 })]
      : []),
  );
}

function itemsOfRequest(detail) {
  const { summary, run } = detail;
  const whole = wholeOf(run, summary.durationMs);
  const received = item({
    title: summary.isReplay ? "Asked for by an operator" : "Received",
    note: visible(`POST ${detail.path}`),
    tone: "good",
    startMs: 0,
    whole,
  });
  if (summary.durationMs === undefined) {
    return [received, ...stepsOf(run, detail, whole), item({ title: "Working", tone: "working", whole })];
  }

  if (detail.answerStatus !== 202) {
    return [received, ...stepsOf(run, detail, whole), ...explanationOf(run, whole), answered(detail, run.outcome, whole)];
  }

  const isBefore = (step) => step.startMs + step.durationMs <= summary.durationMs;
  return [
    received,
    ...stepsOf(run, detail, whole, isBefore),
    answered(detail, "accepted", whole),
    ...stepsOf(run, detail, whole, (step) => !isBefore(step)),
    ...explanationOf(run, whole),
    run.durationMs === undefined ? item({ title: "Working", tone: "working", whole }) : ended(run, whole),
  ];
}

function itemsOfRecovery(run, detail) {
  const whole = wholeOf(run, run.durationMs);
  return [
    item({
      title: "Run by recovery",
      mark: element("span", { class: "recovery", text: "recovery" }),
      note: `${timeAndDay(run.at)}, trace ${run.traceId}`,
      tone: "quiet",
      startMs: 0,
      whole,
      isStart: true,
    }),
    ...stepsOf(run, detail, whole),
    ...explanationOf(run, whole),
    ended(run, whole),
  ];
}

const wholeOf = (run, durationMs) => Math.max(durationMs ?? 0, ...run.steps.map((step) => step.startMs + step.durationMs), 1);

const explanationOf = ({ outcome }, whole) => (explained[outcome] ? [item({ ...explained[outcome], whole })] : []);

const answered = ({ answerStatus, summary, run }, outcome, whole) =>
  item({
    title: answerStatus ? `Answered ${answerStatus}` : "The sender closed the connection",
    note: outcome,
    tone: answerStatus === 202 ? "quiet" : answerStatus === 200 ? "good" : run.retryable ? "again" : "bad",
    startMs: summary.durationMs,
    whole,
  });

const ended = ({ status, outcome, retryable, durationMs }, whole) =>
  item({
    title: `Ended with ${status}`,
    note: outcome,
    tone: status === 200 ? "good" : retryable ? "again" : "bad",
    startMs: durationMs,
    whole,
  });

/** The steps of a run, and the pauses between its attempts. */
function stepsOf(run, detail, whole, isShown = () => true) {
  const items = [];
  let attempted = null;
  for (const step of run.steps) {
    const isAttempt = step.name === "attempt";
    if (isShown(step)) {
      if (isAttempt && attempted !== null && step.startMs - attempted > shortestWait) {
        items.push(
          item({ title: "Paused", tone: "quiet", startMs: attempted, durationMs: step.startMs - attempted, whole }),
        );
      }

      const call = isAttempt ? run.calls.find((one) => one.spanId === step.spanId) : undefined;
      const { title, note, tone } = wordsOf(step, call, detail);
      items.push(item({ title, note, tone, startMs: step.startMs, durationMs: step.durationMs, whole }, call && callOf(call)));
    }

    if (isAttempt) {
      // The flow pauses only before it repeats a call, and this one needs no repetition.
      attempted = step.result === "introspected" ? null : step.startMs + step.durationMs;
    }
  }

  return items;
}

function wordsOf(step, call, detail) {
  switch (step.name) {
    case "key": {
      const [how, tone] = keys[step.result] ?? [step.result ?? "", "quiet"];
      return { title: step.within === "verify" ? "Signing key" : "API key of the tenant", note: how, tone };
    }
    case "verify": {
      const [title, tone] = verdicts[step.result] ?? ["Verification", "quiet"];
      return { title, note: detail.scheme, tone };
    }
    case "claim": {
      const [title, tone] = claims[step.result] ?? ["Ledger", "quiet"];
      return { title, tone };
    }
    case "attempt": {
      const [how, tone] = replies[step.result] ?? [step.result ?? "", "quiet"];
      const status = call?.status ? `${call.status}, ` : "";
      if (call?.url.endsWith(introspect)) {
        return { title: "Asked Pleo which company the key belongs to (GET)", note: status + how, tone };
      }

      return { title: `Attempt ${step.attempt}: ${methods[call?.method] ?? "Pleo"}`, note: status + how, tone };
    }
    default: {
      const [title, tone] = records[step.name]?.[step.result] ?? [`${step.name} ${step.result ?? ""}`, "quiet"];
      return { title, tone };
    }
  }
}

function item({ title, mark, note, tone, startMs, durationMs, whole, isStart }, more) {
  const bar = element("span", { class: "span", "aria-hidden": "true" });
  if (durationMs !== undefined) {
    bar.style.setProperty("--from", startMs / whole);
    bar.style.setProperty("--part", durationMs / whole);
  }

  return element(
    "li",
    { "data-tone": tone, class: isStart ? "start" : null },
    element(
      "div",
      { class: "step" },
      element("span", { class: "title", text: title }, mark ?? null),
      note ? element("span", { class: "note", text: note }) : null,
      element("span", { class: "took", text: duration(durationMs) }),
      element("span", { class: "at", text: startMs === undefined ? "" : "+" + duration(startMs) }),
      durationMs === undefined ? null : bar,
    ),
    more ?? null,
  );
}

function callOf(call) {
  return element(
    "details",
    { class: "call" },
    element("summary", { text: "Call and reply" }),
    element("p", { class: "mono", text: visible(`${call.method} ${call.url}`) }),
    headersOf("Headers of the call", call.requestHeaders),
    call.requestBody.length > 0 ? bodyOf("Body of the call", call.requestBody) : null,
    element("p", {
      class: "mono reply",
      text: call.status ? `${call.status} after ${duration(call.durationMs)}` : visible(call.failure ?? "No reply yet"),
    }),
    call.replyHeaders.length > 0 ? headersOf("Headers of the reply", call.replyHeaders) : null,
    call.status ? bodyOf("Body of the reply", call.replyBody) : null,
  );
}
