// JSON Web Tokens, verified with keys that another server publishes and changes now and then. The keys are a variable;
// a token that they do not fit asks for them anew, but no more often than once in half a minute, however many come.
import { createServer } from 'node:http';
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import { createLocalJWKSet, errors, exportJWK, generateKeyPair, type JSONWebKeySet, jwtVerify, SignJWT } from 'jose';
import { cachedVariable } from 'memoir';
import { listen, stop } from './packages-service/listen.js';

// The issuer: signs with one key at a time, and publishes it.
const issuer = { sign: async (_subject: string) => '', published: { keys: [] } as JSONWebKeySet };
let fetches = 0;
async function rotateKeys(keyId: string): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  issuer.sign = (subject) =>
    new SignJWT({ sub: subject }).setProtectedHeader({ alg: 'ES256', kid: keyId }).sign(privateKey);
  issuer.published = { keys: [{ ...(await exportJWK(publicKey)), kid: keyId, alg: 'ES256' }] };
}
const server = createServer((_request, response) => {
  fetches++;
  response.setHeader('content-type', 'application/json').end(JSON.stringify(issuer.published));
});
const url = `http://127.0.0.1:${await listen(server)}/keys`;

// The service.
const clock = new ManualClock();
const webKeys = cachedVariable(async () => (await (await fetch(url)).json()) as JSONWebKeySet, {
  onEachAccess: (keys) => createLocalJWKSet(keys),
  updateAfter: '10m',
  expireAfter: '1d',
  minimumReloadInterval: '30s',
  clock,
});

async function verify(token: string): Promise<string> {
  try {
    return (await jwtVerify(token, await webKeys.get())).payload.sub!;
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    return (await jwtVerify(token, await webKeys.refresh())).payload.sub!;
  }
}

async function show(what: string, tokens: readonly string[]): Promise<void> {
  const before = fetches;
  const results = await Promise.allSettled(tokens.map(verify));
  const accepted = results.filter(({ status }) => status === 'fulfilled').length;
  console.log(
    `${what}: ${accepted} accepted, ${results.length - accepted} rejected, keys fetched ${fetches - before} times`,
  );
}

await rotateKeys('2026-01');
const tokens = await Promise.all(Array.from({ length: 100 }, (_, at) => issuer.sign(`user ${at}`)));
await show('100 tokens at once', tokens);

await clock.advance('1m');
await rotateKeys('2026-02');
await show('a token signed with the next key', [await issuer.sign('ada')]);

const forged = await new SignJWT({ sub: 'root' })
  .setProtectedHeader({ alg: 'ES256', kid: 'forged' })
  .sign((await generateKeyPair('ES256')).privateKey);
await clock.advance('1m');
await show('1,000 forged tokens at once', Array<string>(1_000).fill(forged));
await show('1,000 more', Array<string>(1_000).fill(forged));
await show('a good one among them', [await issuer.sign('ada')]);
await stop(server);
