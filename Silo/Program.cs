using Commerce.Hosting;

return args is [var command, .. var rest] && !command.StartsWith('-')
    ? await SiloCommands.RunAsync(command, rest)
    : await SiloHost.ServeAsync(args);
