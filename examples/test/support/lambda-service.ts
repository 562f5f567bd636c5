import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { listen, stop } from '../../src/packages-service/listen.js';

const BUILT = fileURLToPath(new URL('../../dist', import.meta.url));
const RUNTIME = /^\/2018-06-01\/runtime\/invocation\/(?:(next)|([^/]+)\/(response|error))$/;

/**
 * The side of AWS Lambda that a runtime talks to: its runtime interface over HTTP, and a process that is stopped with
 * SIGSTOP whenever it asks for the next invocation, until there is one. Beside it, a catalogue for the handler to read.
 */
export class LambdaService {
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #happens = new EventEmitter();
  #child: ChildProcess | undefined;
  #asking: ServerResponse | undefined;
  #invocations = 0;
  freezes = 0;
  lookUps = 0;
  padding = 0;
  isDown = false;

  static async start(program: string): Promise<LambdaService> {
    const service = new LambdaService();
    const port = await listen(service.#server);
    const env = {
      ...process.env,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      CATALOGUE_URL: `http://127.0.0.1:${port}/catalogue`,
    };
    const asks = once(service.#happens, 'asks');
    service.#child = spawn(process.execPath, [`${BUILT}/${program}`], { env, stdio: ['ignore', 'inherit', 'inherit'] });
    await asks;
    return service;
  }

  /** Resolves once it is answered and the process is frozen again; rejects with what the runtime reports. */
  async invoke(event: unknown): Promise<unknown> {
    const answered = once(this.#happens, 'answered');
    const asks = once(this.#happens, 'asks');
    this.#child!.kill('SIGCONT');
    this.#asking!.writeHead(200, { 'lambda-runtime-aws-request-id': `invocation-${++this.#invocations}` });
    this.#asking!.end(JSON.stringify(event));
    const [kind, answer] = (await answered) as [string, { errorMessage?: string }];
    await asks;
    if (kind === 'error') throw new Error(answer.errorMessage);
    return answer;
  }

  /** Time passes outside while the process is frozen: a second, after which what the handler holds is stale. */
  async becomesStale(): Promise<void> {
    await sleep(1_100);
  }

  async stop(): Promise<void> {
    const exit = once(this.#child!, 'exit');
    this.#child!.kill('SIGKILL');
    await exit;
    await stop(this.#server);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url!;
    const [, next, , kind] = RUNTIME.exec(url) ?? [];
    if (next) {
      this.#asking = response;
      this.freezes++;
      this.#child?.kill('SIGSTOP');
      this.#happens.emit('asks');
    } else if (kind) {
      const answer = JSON.parse(await textOf(request));
      response.writeHead(202).end();
      this.#happens.emit('answered', kind, answer);
    } else if (this.isDown) {
      request.socket.destroy();
    } else {
      this.lookUps++;
      const version = this.lookUps;
      await sleep(10);
      response.end(`${url.split('/').at(-1)}, version ${version}${'.'.repeat(this.padding)}`);
    }
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
