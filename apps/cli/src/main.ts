import { parseCommand } from './command-line.ts';

const { command, args } = parseCommand(process.argv.slice(2));

switch (command) {
  case 'app-server':
    if (args[0]?.startsWith('generate-')) await (await import('./commands/generate.ts')).generate(args);
    else await (await import('./commands/app-server.ts')).appServer(args);
    break;
  case 'doctor':
    await (await import('./commands/doctor.ts')).doctor(args);
    break;
  case 'exec':
    await (await import('./commands/exec.ts')).exec(args);
    break;
  case 'config':
    await (await import('./commands/config.ts')).config(args);
    break;
  case 'execpolicy':
    await (await import('./commands/execpolicy.ts')).execpolicy(args);
    break;
  case 'features':
    await (await import('./commands/features.ts')).features(args);
    break;
  case 'init':
    await (await import('./commands/init.ts')).init(args);
    break;
  case 'plugins':
    await (await import('./commands/plugins.ts')).plugins(args);
    break;
  case 'sandbox':
    await (await import('./commands/sandbox.ts')).sandbox(args);
    break;
  case 'threads':
    await (await import('./commands/threads.ts')).threads(args);
    break;
  default:
    (await import('./commands/help.ts')).help(command, args);
}
