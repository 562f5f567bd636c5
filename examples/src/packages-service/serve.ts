import { cachedFigures } from './cached-figures.js';
import { RunningService } from './running-service.js';
import { WORKSPACE_STORE } from './workspace-store.js';

/** Serves the installed packages for a browser until somebody asks the process to end. */
export async function serve(port: number): Promise<void> {
  const figures = cachedFigures([WORKSPACE_STORE]);
  const service = await RunningService.start(figures, port);
  console.log(`http://127.0.0.1:${service.port}/ (Ctrl-C ends it)`);
  await interruption();
  await service.stop();
  await figures.close();
  console.log('ended');
}

/** The listeners stay: Ctrl-C in a terminal arrives twice below a parent that passes it on, and the second one must not kill. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
}
