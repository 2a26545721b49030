using Steadytrace.Fuzz;

// Steadytrace.Fuzz KIND [--cases N] [--seed S] [--first CASE]: damages inputs of a kind; exit code 1 when something is found.
if (args.Length == 0 || !FuzzRun.Names.Contains(args[0]))
{
    Console.Error.WriteLine($"Steadytrace.Fuzz KIND [--cases N] [--seed S] [--first CASE], KIND one of {string.Join(", ", FuzzRun.Names)}");
    return 2;
}

var parent = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
var folder = Directory.CreateDirectory(Path.Combine(parent, $"steadytrace-fuzz-{args[0]}-{Environment.ProcessId}")).FullName;
try
{
    return new FuzzRun(args[0], (ulong)Option("--seed", 1), folder).Run(Option("--first", 0), Option("--cases", 10_000)) == 0 ? 0 : 1;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

long Option(string name, long standard) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? long.Parse(args[at + 1]) : standard;
