import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { answers, type LaunchedServer, type Launcher, RedisServer } from '../src/index.js';

const opened: RedisServer[] = [];
async function start(...options: Parameters<typeof RedisServer.start>): Promise<RedisServer> {
  const server = await RedisServer.start(...options);
  opened.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.stop()));
});

/** One connection of a client, saying the protocol by hand. */
class Client {
  private constructor(private readonly socket: Socket) {}

  static async open(port: number): Promise<Client> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    return new Client(socket);
  }

  async say(command: string): Promise<string> {
    const reply = new Promise<string>((resolve) => this.socket.once('data', (data) => resolve(data.toString())));
    this.socket.write(`${command}\r\n`);
    return (await reply).trim();
  }

  closed(): Promise<void> {
    return new Promise((resolve) => this.socket.once('close', () => resolve()));
  }

  end(): void {
    this.socket.destroy();
  }
}

async function say(server: RedisServer, command: string): Promise<string> {
  const client = await Client.open(server.port);
  const reply = await client.say(command);
  client.end();
  return reply;
}

describe('a Redis server for tests', () => {
  it('answers once it has started, and is gone with its folder after it was stopped', async () => {
    const server = await start();

    expect(server.url).toBe(`redis://127.0.0.1:${server.port}`);
    expect(await say(server, 'PING')).toBe('+PONG');

    await server.stop();
    expect(await answers(server.port)).toBe(false);
    expect(existsSync(server.directory)).toBe(false);
    expect(server.isRunning).toBe(false);
  });

  it('takes further arguments, which win over its defaults', async () => {
    const server = await start({ args: ['--maxmemory', '4mb', '--appendonly', 'yes'] });

    expect(await say(server, 'CONFIG GET maxmemory')).toContain(String(4 * 1024 * 1024));
    expect(await say(server, 'CONFIG GET appendonly')).toContain('yes');
  });

  it('starts several at once on ports of their own', async () => {
    const servers = await Promise.all(Array.from({ length: 4 }, () => start()));

    expect(new Set(servers.map((server) => server.port)).size).toBe(4);
    for (const [index, server] of servers.entries()) {
      expect(await say(server, `SET who ${index}`)).toBe('+OK');
    }
    expect(await say(servers[0]!, 'GET who')).toContain('0');
  });

  it('answers nothing while it is frozen, keeps its connections, and goes on once thawed', async () => {
    const server = await start();
    const client = await Client.open(server.port);
    await client.say('SET city Wien');

    await server.freeze();
    expect(await answers(server.port, 100)).toBe(false);
    const reply = client.say('GET city');

    await server.thaw();
    expect(await reply).toContain('Wien');
    client.end();
  });

  it('drops its connections when killed and comes back empty on the same port', async () => {
    const server = await start();
    const client = await Client.open(server.port);
    await client.say('SET city Wien');
    const closed = client.closed();

    await server.kill();
    await closed;
    expect(server.isRunning).toBe(false);
    expect(await answers(server.port)).toBe(false);

    await server.restart();
    expect(await say(server, 'GET city')).toBe('$-1');
  });

  it('keeps over a restart what it was told to write to disk', async () => {
    const server = await start({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
    await say(server, 'SET city Wien');

    await server.restart();

    expect(await say(server, 'GET city')).toContain('Wien');
  });

  it('stops also while it is frozen', async () => {
    const server = await start();
    await server.freeze();

    await server.stop();

    expect(await answers(server.port)).toBe(false);
  });

  it('runs a sentinel from a configuration file of its own', async () => {
    const primary = await start();
    const sentinel = await start({
      args: ['--sentinel'],
      config: `sentinel monitor main 127.0.0.1 ${primary.port} 1\n`,
    });

    expect(await say(sentinel, 'SENTINEL GET-MASTER-ADDR-BY-NAME main')).toContain(String(primary.port));
  });

  it('runs a node of a cluster', async () => {
    const node = await start({ args: ['--cluster-enabled', 'yes'] });

    expect(await say(node, 'CLUSTER MYID')).toMatch(/[0-9a-f]{40}/);
  });

  it('says what the server printed when it ends at once, and leaves no folder behind', async () => {
    let used = '';
    const launcher = launching((directory) => {
      used = directory;
      return { exited: Promise.resolve(), signal: async () => {}, log: () => 'Bad directive' };
    });

    await expect(start({ launcher })).rejects.toThrow(/ended at once:\nBad directive/);
    expect(used).not.toBe('');
    expect(existsSync(used)).toBe(false);
  });

  it('takes another port when somebody was faster, but never another one than it was told', async () => {
    const tried: string[] = [];
    const launcher: Launcher = {
      async launch(args) {
        tried.push(args[args.indexOf('--port') + 1]!);
        return { exited: Promise.resolve(), signal: async () => {}, log: () => 'bind: Address already in use' };
      },
    };

    await expect(start({ launcher })).rejects.toThrow(/in use/);
    expect(new Set(tried).size).toBeGreaterThan(1);

    tried.length = 0;
    await expect(start({ launcher, port: 11_000 })).rejects.toThrow(/in use/);
    expect(tried).toEqual(['11000']);
  });

  it('names the wrong argument of a real server', async () => {
    await expect(start({ args: ['--no-such-setting', '1'] })).rejects.toThrow(/no-such-setting/);
  });
});

function launching(launch: (directory: string) => LaunchedServer): Launcher {
  return { launch: async (_args, directory) => launch(directory) };
}
