// An issuer of operators' access tokens: oidc-provider, which no one here wrote. It gives tokens by client credentials.
// What it would never issue is made at /forge with its own key. /rotate gives it a new key, /down stops its answers.
import http from 'node:http';
import { createPublicKey, createHmac } from 'node:crypto';
import { SignJWT, exportJWK, generateKeyPair, importJWK } from 'jose';
import Provider from 'oidc-provider';

const audience = 'pleofunctions';
const roles = {
  operator: ['Deliveries.Read', 'Deliveries.Replay', 'Customers.Erase'],
  reader: ['Deliveries.Read'],
};

const server = http.createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

let key, provider, isDown = false, number = 0;

async function rotate() {
  const pair = await generateKeyPair('RS256', { extractable: true });
  key = { ...(await exportJWK(pair.privateKey)), kid: `key-${++number}`, alg: 'RS256', use: 'sig' };
  provider = new Provider(issuer, {
    jwks: { keys: [key] },
    clients: Object.keys(roles).map((client) => ({
      client_id: client,
      client_secret: `secret-of-${client}`,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    })),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => ({
          scope: 'operate',
          audience: new URL(resource).hostname,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 3600,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    extraTokenClaims: (_, token) => ({ roles: roles[token.clientId], oid: `oid-of-${token.clientId}` }),
  });
}

async function forge(kind) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud: audience, sub: 'operator', oid: 'oid-of-operator', roles: roles.operator, iat: now, nbf: now, exp: now + 3600 };
  const sign = async (change, by = key) =>
    new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg: 'RS256', kid: key.kid }).sign(await importJWK(by, 'RS256'));
  const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
  switch (kind) {
    case 'expired':
      return sign({ iat: now - 7200, nbf: now - 7200, exp: now - 3600 });
    case 'not-yet-valid':
      return sign({ nbf: now + 3600, exp: now + 7200 });
    case 'other-issuer':
      return sign({ iss: 'https://issuer.example' });
    case 'wrong-key':
      return sign({}, await exportJWK((await generateKeyPair('RS256', { extractable: true })).privateKey));
    case 'none':
      return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`;
    case 'hmac': {
      const content = `${encode({ alg: 'HS256', typ: 'JWT', kid: key.kid })}.${encode(claims)}`;
      const pem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
      return `${content}.${createHmac('sha256', pem).update(content).digest('base64url')}`;
    }
  }
}

server.on('request', async (request, response) => {
  const url = new URL(request.url, issuer);
  switch (url.pathname) {
    case '/forge':
      return response.end(await forge(url.searchParams.get('kind')));
    case '/rotate':
      await rotate();
      return response.end();
    case '/down':
      isDown = url.searchParams.get('is') === 'true';
      return response.end();
    default:
      return isDown ? request.socket.destroy() : provider.callback()(request, response);
  }
});

await rotate();
console.log(`issuer ${issuer}`);
