import type { LaunchedServer, Launcher } from './launcher.js';
import { RecentOutput } from './recent-output.js';

/**
 * Runs each server as a container in the network of this machine, so that addresses and ports mean the same inside and
 * outside, also where servers tell each other theirs. The library's reaper removes what a killed process leaves.
 */
export class ContainerLauncher implements Launcher {
  constructor(private readonly image: string) {}

  async launch(args: readonly string[], directory: string): Promise<LaunchedServer> {
    // Only here: the library is large, and most machines need it never.
    const { GenericContainer, getContainerRuntimeClient } = await import('testcontainers');
    const output = new RecentOutput();
    const started = await new GenericContainer(this.image)
      .withNetworkMode('host')
      .withBindMounts([{ source: directory, target: directory, mode: 'rw' }])
      .withUser(`${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`)
      .withEntrypoint(['redis-server'])
      .withCommand([...args])
      .withLogConsumer((lines) => lines.on('data', (line) => output.add(`${line}\n`)))
      .start();

    const { container: containers } = await getContainerRuntimeClient();
    const container = containers.getById(started.getId());
    let gone = false;
    const exited = container.wait().then(
      () => undefined,
      () => undefined,
    );
    void exited.then(() => {
      gone = true;
      return started.stop().catch(() => undefined);
    });
    return {
      exited,
      async signal(signal) {
        if (!gone) {
          await container.kill({ signal }).catch((error: unknown) => {
            if (!gone) {
              throw error;
            }
          });
        }
      },
      log: () => output.text(),
    };
  }
}
