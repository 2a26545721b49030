return await Steadytrace.Commands.CommandLine.RunAsync(args).ConfigureAwait(false);
