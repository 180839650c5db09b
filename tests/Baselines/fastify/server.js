// The same job as a Node service: the signature by its library, the key in memory, no ledger, no retries.
import Fastify from 'fastify';
import { Webhook } from 'standardwebhooks';

const { PORT, PLEO, SIGNING_SECRET, API_KEY } = process.env;
const webhooks = new Webhook(SIGNING_SECRET);
const app = Fastify();

app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => done(null, body));
app.post('/api/webhooks/:partner/onboarding', async (request, reply) => {
  let webhook;
  try {
    webhook = webhooks.verify(request.body, request.headers);
  } catch {
    return reply.code(401).send({ code: 'signature_invalid' });
  }

  const { tenant, status, metadata } = webhook.data;
  const answer = await fetch(`${PLEO}v1/installations/me`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ status, metadata }),
  });
  if (!answer.ok) return reply.code(503).send({ code: 'pleo_unavailable' });
  return {
    deliveryId: request.headers['webhook-id'],
    partner: request.params.partner,
    tenant,
    installation: await answer.json(),
  };
});

await app.listen({ port: Number(PORT), host: '127.0.0.1' });
