// Signs and verifies webhooks with the libraries that partners use. One JSON object a line in, one a line out:
//   {"library", "secret", "id", "timestamp", "body"}  ->  {"headers": {…}}
//   {"library", "secret", "headers", "body"}          ->  {"verified": true | false}
import { createInterface } from "node:readline";
import { sign as signForGitHub, verify as verifyForGitHub } from "@octokit/webhooks-methods";
import { Webhook as StandardWebhook } from "standardwebhooks";
import Stripe from "stripe";
import { Webhook as SvixWebhook } from "svix";

const stripe = new Stripe("sk_test_unused");

const standard = (Webhook) => ({
  sign: ({ secret, id, timestamp, body }) => ({
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": new Webhook(secret).sign(id, new Date(timestamp * 1000), body),
  }),
  verify: ({ secret, headers, body }) => new Webhook(secret).verify(body, headers),
});

const libraries = {
  standardwebhooks: standard(StandardWebhook),
  svix: standard(SvixWebhook),
  "@octokit/webhooks-methods": {
    sign: async ({ secret, id, body }) => ({
      "X-GitHub-Delivery": id,
      "X-Hub-Signature-256": await signForGitHub(secret, body),
    }),
    verify: async ({ secret, headers, body }) => {
      if (!(await verifyForGitHub(secret, body, headers["x-hub-signature-256"]))) {
        throw new Error("The signature does not fit.");
      }
    },
  },
  stripe: {
    sign: ({ secret, timestamp, body }) => ({
      "Stripe-Signature": stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp }),
    }),
    verify: ({ secret, headers, body }) =>
      stripe.webhooks.constructEvent(body, headers["stripe-signature"], secret),
  },
};

async function answer(request) {
  const library = libraries[request.library];
  if (!request.headers) {
    return { headers: await library.sign(request) };
  }

  try {
    await library.verify(request);
    return { verified: true };
  } catch (error) {
    return { verified: false, error: String(error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}
