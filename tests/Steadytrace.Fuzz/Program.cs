using Steadytrace.Traces.Generated;

if (args is ["make", var first, var number, var folder])
{
    for (var i = 0; i < int.Parse(number); i++)
    {
        var trace = TraceGenerator.Make(ulong.Parse(first) + (ulong)i, new GeneratorOptions { IsForBabeltrace = Environment.GetEnvironmentVariable("BT") is not null });
        var path = Path.Combine(folder, trace.Seed.ToString());
        trace.Write(path);
        File.WriteAllText(Path.Combine(folder, trace.Seed + ".constructs"), trace.Constructs.ToString());
        File.WriteAllLines(Path.Combine(folder, trace.Seed + ".expected"), trace.Expected.Lines(bySecond: true));
    }
}
