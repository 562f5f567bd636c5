import { type FastifyInstance, fastify } from 'fastify';
import type { Memoized } from 'memoir';
import type { Rates } from './rates.js';

export type GetRate = Memoized<(currency: string) => Promise<number>>;

interface OfCurrency {
  Params: { currency: string };
}
const params = { type: 'object', properties: { currency: { type: 'string', pattern: '^[A-Z]{3}$' } } };
const body = {
  type: 'object',
  required: ['rate'],
  properties: { rate: { type: 'number', exclusiveMinimum: 0 } },
};

/**
 * The HTTP side of one process.
 *
 * @param getRate reads what `rates` has, and is shared with the other processes
 */
export function ratesService(getRate: GetRate, rates: Rates): FastifyInstance {
  const service = fastify({ forceCloseConnections: true });

  service.get<OfCurrency>('/rates/:currency', { schema: { params } }, async ({ params: { currency } }) => {
    return { currency, rate: await getRate(currency) };
  });

  service.post<OfCurrency & { Body: { rate: number } }>(
    '/rates/:currency',
    { schema: { params, body } },
    async ({ params: { currency }, body: { rate } }) => {
      await rates.write(currency, rate);
      // After the write: whoever loads from now on reads it, and what is being loaded just now is not kept.
      await getRate.invalidate(currency);
      return { currency, rate };
    },
  );

  service.delete('/rates', async (_request, reply) => {
    await getRate.invalidateAll();
    return reply.code(204).send();
  });

  return service;
}
