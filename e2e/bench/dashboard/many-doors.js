// The dashboard as `vivarium up` starts it, in a process of its own, which gives out a new address for each message:
// `vivarium up` prints one, and one session may hold a few sockets only.
import { startDashboard } from '@vivarium/server';

const [dataDir, connect] = process.argv.slice(2);
const dashboard = await startDashboard({
  port: 0,
  dataDir,
  connect,
  probe: true,
  tap: true,
  safeMode: 'open',
});
process.on('message', () => process.send?.(dashboard.newUrl()));
process.once('SIGTERM', async () => {
  await dashboard.close();
  process.exit(0);
});
