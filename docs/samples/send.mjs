// Usage: WEBHOOK_URL=https://… WEBHOOK_SECRET=whsec_… node send.mjs northwind
import { createHmac, randomUUID } from "node:crypto";

const id = `msg_${randomUUID()}`; // one for each event; the same at every attempt
const timestamp = Math.floor(Date.now() / 1000); // new at every attempt
const body = JSON.stringify({
  type: "customer.onboarded",
  data: { tenant: process.argv[2], metadata: { externalConfigurationId: "123456789" } },
});

const key = Buffer.from(process.env.WEBHOOK_SECRET.replace("whsec_", ""), "base64");
const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");

const response = await fetch(process.env.WEBHOOK_URL, {
  method: "POST",
  headers: {
    "Content-Type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": `${timestamp}`,
    "webhook-signature": `v1,${signature}`,
  },
  body, // the very text that was signed
});
console.log(await response.text());
console.log(response.status);
