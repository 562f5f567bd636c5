// The loop around a handler, as a custom runtime of AWS Lambda has it: asks the runtime interface for the next
// invocation, answers it, finishes what the handler has handed over, and asks again; asking is what lets it be frozen.
import { handler } from './handler.js';

const api = `http://${process.env['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime`;

for (;;) {
  const next = await fetch(`${api}/invocation/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  const handedOver: Promise<unknown>[] = [];
  try {
    const answer = await handler((await next.json()) as never, { waitUntil: (work) => handedOver.push(work) });
    await post(`${api}/invocation/${id}/response`, answer);
  } catch (error) {
    await post(`${api}/invocation/${id}/error`, { errorMessage: String(error), errorType: 'HandlerError' });
  }
  await Promise.allSettled(handedOver);
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  await response.arrayBuffer();
}
