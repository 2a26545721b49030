namespace Steadytrace.Benchmarks.Recording;

/// <summary>Nobody records: what the load costs by itself.</summary>
internal sealed class Untraced : IRecording
{
    public const string Name = "nobody";

    public static Contestant Contestant { get; } = new(Name, () => Task.FromResult<IRecording>(new Untraced()));

    public IReadOnlyList<int> Processes => [];

    public Task<long?> LostAsync(long made) => Task.FromResult<long?>(null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
