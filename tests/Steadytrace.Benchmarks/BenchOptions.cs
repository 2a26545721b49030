namespace Steadytrace.Benchmarks;

/// <summary>What a runner is told.</summary>
/// <param name="Work">Folder for inputs; what an earlier run left there is used again.</param>
/// <param name="Program">Folder of the published program.</param>
/// <param name="Only">Take only measures whose names contain this; null for all. The results file is then left as it is.</param>
internal sealed record BenchOptions(string Work, string Program, string? Only)
{
    /// <summary>The program to time.</summary>
    public string Steadytrace => Path.Combine(Program, "steadytrace");

    /// <exception cref="BenchException">An option is unknown or missing.</exception>
    public static BenchOptions Parse(string[] arguments)
    {
        string? work = null, program = null, only = null;
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : throw new BenchException($"{arguments[i]} needs a value");
            switch (arguments[i])
            {
                case "--work":
                    work = Path.GetFullPath(value);
                    break;
                case "--program":
                    program = Path.GetFullPath(value);
                    break;
                case "--only":
                    only = value;
                    break;
                default:
                    throw new BenchException($"{arguments[i]} is no option: --work FOLDER, --program FOLDER, --only WORD");
            }
        }

        if (work is null || program is null) throw new BenchException("--work FOLDER and --program FOLDER are needed");
        var options = new BenchOptions(Directory.CreateDirectory(work).FullName, program, only);
        return File.Exists(options.Steadytrace) ? options : throw new BenchException($"{options.Steadytrace} is missing: publish src/Steadytrace there");
    }
}
