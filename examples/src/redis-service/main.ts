// A service of several processes that share one cache: whatever they are asked at once, a slow source is read once.
// The server's address is the first argument, or REDIS_URL.
import { RunningProcess } from './running-process.js';
import { SlowSource } from './slow-source.js';

const PROCESSES = 3;
const REQUESTS = 20;

const redisUrl = process.argv[2] ?? process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const { source, url } = await SlowSource.start();
const start = () => RunningProcess.start(redisUrl, url);
const service = await Promise.all(Array.from({ length: PROCESSES }, start));

/** Sends each process as many requests, all at once; tells what came back and how often the source was read. */
async function ask(what: string, currency: string, requests: number, meanwhile?: () => Promise<void>): Promise<void> {
  const readsBefore = source.reads;
  const late = meanwhile?.();
  const sent = service.flatMap((one) => Array.from({ length: requests }, () => one.rate(currency)));
  const rates = await Promise.all(sent);
  await late;
  const answers = [...new Set(rates)].sort().map((rate) => {
    const count = rates.filter((other) => other === rate).length;
    return `${count} x ${rate ?? 'no answer'}`;
  });
  console.log(`${what}: ${answers.join(', ')}; loads: ${source.reads - readsBefore}`);
}

async function killTheOneThatLoads(): Promise<void> {
  const pid = await source.nextRead();
  await service.find((one) => one.pid === pid)!.kill();
  service.splice(0, service.length, ...service.filter((one) => one.pid !== pid));
}

await service[0]!.forgetAll(); // what an earlier run has left
console.log(`${PROCESSES} processes, ${REQUESTS} requests to each at once`);
await ask('EUR, cold', 'EUR', REQUESTS);
await ask('EUR, warm', 'EUR', REQUESTS);

await service[1]!.setRate('EUR', 1.25);
await ask('EUR, after POST to one process', 'EUR', REQUESTS);

await ask('CHF, cold, and the process that loads is killed', 'CHF', REQUESTS, killTheOneThatLoads);
service.push(await start());
await ask('CHF, with a new process in its place', 'CHF', REQUESTS);

await service[0]!.forgetAll();
await Promise.all(service.map((one) => one.stop()));
await source.close();
